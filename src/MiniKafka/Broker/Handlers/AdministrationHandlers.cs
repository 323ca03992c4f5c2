using MiniKafka.Quorum;
using MiniKafka.Quorum.Controllers;

namespace MiniKafka.Broker.Handlers;

/// <summary>The handlers of what is administered through the metadata log, and of the security APIs, which are off.</summary>
internal static class AdministrationHandlers
{
    public static IRequestHandler[] All(ActiveController controller, ClusterView view, MetadataQuorum quorum) =>
    [
        new DescribeAclsHandler(),
        new CreateAclsHandler(),
        new DeleteAclsHandler(),
        new CreateDelegationTokenHandler(),
        new RenewDelegationTokenHandler(),
        new ExpireDelegationTokenHandler(),
        new DescribeDelegationTokenHandler(),
        new ElectLeadersHandler(controller, view),
        new AlterPartitionReassignmentsHandler(controller),
        new ListPartitionReassignmentsHandler(view),
        new DescribeClientQuotasHandler(view),
        new AlterClientQuotasHandler(controller),
        new DescribeUserScramCredentialsHandler(view),
        new AlterUserScramCredentialsHandler(controller),
        new DescribeQuorumHandler(quorum),
        new UpdateFeaturesHandler(controller, view),
        new UnregisterBrokerHandler(controller),
    ];
}
