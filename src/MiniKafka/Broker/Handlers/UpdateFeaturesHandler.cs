using MiniKafka.Metadata.Control;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Quorum.Participation;
using MiniKafka.Rpc;
using Response = MiniKafka.Protocol.Messages.UpdateFeaturesResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// UpdateFeatures, key 57, versions 0 to 2: changes finalized levels, all or none. Version 1 brings kinds of upgrades and validation alone;
/// before it every change is an upgrade, and AllowDowngrade is not heeded.
/// </summary>
internal sealed class UpdateFeaturesHandler(ActiveController controller, ClusterView view, MetadataQuorum quorum)
    : ControllerHandler<UpdateFeaturesRequest>(controller)
{
    private const sbyte Upgrade = 1;

    protected override async ValueTask<IResponse?> HandleAsync(UpdateFeaturesRequest request, RequestContext context)
    {
        var updates = request.FeatureUpdates
            .Select(update => new FeatureUpdate(update.Feature, update.MaxVersionLevel, context.Version > 0 ? update.UpgradeType : Upgrade))
            .ToList();
        var outcome = await ExecuteAsync((commands, image) => commands.Features.Update(image, view.BrokerId, quorum.Log.KRaftVersion, updates, request.ValidateOnly));
        var response = new Response { ErrorCode = outcome.Code, ErrorMessage = outcome.Message };
        if (outcome.IsSuccess)
        {
            response.Results.AddRange(updates.Select(update => new Response.UpdatableFeatureResult { Feature = update.Feature, ErrorMessage = "NONE" }));
        }

        return response;
    }
}
