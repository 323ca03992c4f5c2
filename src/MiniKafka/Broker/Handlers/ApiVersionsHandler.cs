using System.Text.RegularExpressions;
using MiniKafka.Metadata;
using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// ApiVersions, key 18, versions 0 to 4: what this listener serves, and the cluster's features. From version 3 the client
/// names its software (KIP-511); version 4 may list features whose lowest level is 0.
/// </summary>
internal sealed partial class ApiVersionsHandler(RequestDispatcher dispatcher, ClusterView view, Func<short> kraftVersion)
    : RequestHandler<ApiVersionsRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(ApiVersionsRequest request, RequestContext context)
    {
        if (context.Version >= 3)
        {
            if (!SoftwareName().IsMatch(request.ClientSoftwareName) || !SoftwareName().IsMatch(request.ClientSoftwareVersion))
            {
                return Answer(new ApiVersionsResponse { ErrorCode = ErrorCode.InvalidRequest });
            }

            context.Connection.SoftwareName = request.ClientSoftwareName;
            context.Connection.SoftwareVersion = request.ClientSoftwareVersion;
        }

        var response = new ApiVersionsResponse { FinalizedFeaturesEpoch = view.ImageOffset };
        foreach (var served in dispatcher.Advertised(context.ListenerName))
        {
            response.ApiKeys.Add(new ApiVersionsResponse.ApiVersion
            {
                ApiKey = (short)served.ApiKey,
                MinVersion = served.Min,
                MaxVersion = served.Max,
            });
        }

        foreach (var (name, range) in ClusterFeatures.Supported)
        {
            // Older clients fail on a lowest level of 0.
            if (range.Min > 0 || context.Version >= 4)
            {
                response.SupportedFeatures.Add(new ApiVersionsResponse.SupportedFeatureKey { Name = name, MinVersion = range.Min, MaxVersion = range.Max });
            }
        }

        // The level of kraft.version stands in the metadata log's control records, which make no image. A level of 0 is none.
        foreach (var (name, level) in view.Image.Features.SetItem(ClusterFeatures.Kraft, kraftVersion()).Where(feature => feature.Value > 0))
        {
            response.FinalizedFeatures.Add(new ApiVersionsResponse.FinalizedFeatureKey { Name = name, MinVersionLevel = level, MaxVersionLevel = level });
        }

        return Answer(response);
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?\z")]
    private static partial Regex SoftwareName();
}
