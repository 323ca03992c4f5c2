using MiniKafka.Broker.Controllers;
using MiniKafka.Protocol;
using MiniKafka.Quorum;
using MiniKafka.Quorum.Controllers;

namespace MiniKafka.Broker.Handlers;

/// <summary>The handlers of what is administered through the metadata log, and of the security APIs, which are off.</summary>
internal static class AdministrationHandlers
{
    /// <summary>What every broker answers from what it knows.</summary>
    public static IRequestHandler[] OfAnyBroker(ClusterView view) =>
    [
        new DescribeAclsHandler(),
        new CreateAclsHandler(),
        new DeleteAclsHandler(),
        new CreateDelegationTokenHandler(),
        new RenewDelegationTokenHandler(),
        new ExpireDelegationTokenHandler(),
        new DescribeDelegationTokenHandler(),
        new ListPartitionReassignmentsHandler(view),
        new DescribeClientQuotasHandler(view),
        new DescribeUserScramCredentialsHandler(view),
    ];

    /// <summary>What the active controller decides or alone knows.</summary>
    public static IRequestHandler[] OfController(ActiveController controller, ClusterView view, MetadataQuorum quorum) =>
    [
        new ElectLeadersHandler(controller, view),
        new AlterPartitionReassignmentsHandler(controller),
        new AlterClientQuotasHandler(controller),
        new AlterUserScramCredentialsHandler(controller),
        new DescribeQuorumHandler(quorum),
        new UpdateFeaturesHandler(controller, view, quorum),
        new UnregisterBrokerHandler(controller),
    ];

    /// <summary>What the active controller decides, as every broker takes it from clients.</summary>
    public static IRequestHandler[] OfClients(IEnumerable<IRequestHandler> decided, ControllerClient controller, OwnConfigs own) =>
        [.. decided.Select(handler => new ForwardedHandler(handler, controller)).Select(IRequestHandler (forwarded) => forwarded.Versions.ApiKey switch
        {
            ApiKey.AlterConfigs => new ReceivedAlterConfigsHandler(forwarded, own),
            ApiKey.IncrementalAlterConfigs => new ReceivedIncrementalAlterConfigsHandler(forwarded, own),
            _ => forwarded,
        })];
}
