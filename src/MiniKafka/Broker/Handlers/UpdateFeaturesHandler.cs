using MiniKafka.Metadata.Control;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Rpc;
using Response = MiniKafka.Protocol.Messages.UpdateFeaturesResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>UpdateFeatures, key 57, versions 0 to 2: changes finalized levels, all or none. Version 1 brings kinds of upgrades and validation alone.</summary>
internal sealed class UpdateFeaturesHandler(ActiveController controller, ClusterView view)
    : ControllerHandler<UpdateFeaturesRequest>(controller, ApiKey.UpdateFeatures, 0, 2)
{
    private const sbyte Upgrade = 1;
    private const sbyte SafeDowngrade = 2;

    protected override async ValueTask<IResponse?> HandleAsync(UpdateFeaturesRequest request, RequestContext context)
    {
        var updates = request.FeatureUpdates
            .Select(update => new FeatureUpdate(update.Feature, update.MaxVersionLevel, context.Version > 0 ? update.UpgradeType : update.AllowDowngrade ? SafeDowngrade : Upgrade))
            .ToList();
        var outcome = await ExecuteAsync((commands, image) => commands.UpdateFeatures(image, view.BrokerId, updates, request.ValidateOnly));
        var response = new Response { ErrorCode = outcome.Code, ErrorMessage = outcome.Message };
        if (outcome.IsSuccess)
        {
            response.Results.AddRange(updates.Select(update => update.Feature).Distinct(StringComparer.Ordinal)
                .Select(feature => new Response.UpdatableFeatureResult { Feature = feature, ErrorMessage = "NONE" }));
        }

        return response;
    }
}
