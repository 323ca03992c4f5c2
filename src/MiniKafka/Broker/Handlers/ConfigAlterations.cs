using MiniKafka.Configuration.Changes;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// The two APIs that alter configurations in the form in which both are judged: AlterConfigs, key 33, versions 0 to 2, replaces all values that a
/// resource has of its own; IncrementalAlterConfigs, key 44, versions 0 and 1, sets, deletes, appends to and subtracts from single keys.
/// </summary>
internal static class ConfigAlterations
{
    public static List<ConfigAlteration> Of(IRequest request) => request switch
    {
        AlterConfigsRequest whole => whole.Resources.ConvertAll(resource => new ConfigAlteration(
            ResourceOf(resource.ResourceType, resource.ResourceName),
            [.. resource.Configs.Select(config => new ConfigChange(config.Name, ConfigOperation.Set, config.Value))]) { Replaces = true }),
        _ => ((IncrementalAlterConfigsRequest)request).Resources.ConvertAll(resource => new ConfigAlteration(
            ResourceOf(resource.ResourceType, resource.ResourceName),
            [.. resource.Configs.Select(config => new ConfigChange(config.Name, (ConfigOperation)config.ConfigOperation, config.Value))])),
    };

    /// <summary>True when nothing shall be changed.</summary>
    public static bool IsValidation(IRequest request) => request is AlterConfigsRequest { ValidateOnly: true } or IncrementalAlterConfigsRequest { ValidateOnly: true };

    /// <summary>The request about some of its resources.</summary>
    public static IRequest Only(IRequest request, Func<int, bool> isMeant) => request switch
    {
        AlterConfigsRequest whole => new AlterConfigsRequest { Resources = [.. whole.Resources.Where((_, index) => isMeant(index))], ValidateOnly = whole.ValidateOnly },
        IncrementalAlterConfigsRequest steps => new IncrementalAlterConfigsRequest { Resources = [.. steps.Resources.Where((_, index) => isMeant(index))], ValidateOnly = steps.ValidateOnly },
        _ => throw new ArgumentOutOfRangeException(nameof(request), request, "Alters no configurations."),
    };

    /// <summary>What an answer says, in the order of the resources.</summary>
    public static IEnumerable<(ErrorCode Code, string? Message)> Read(IResponse answer) => answer switch
    {
        AlterConfigsResponse whole => whole.Responses.Select(result => (result.ErrorCode, result.ErrorMessage)),
        _ => ((IncrementalAlterConfigsResponse)answer).Responses.Select(result => (result.ErrorCode, result.ErrorMessage)),
    };

    /// <summary>The answer, from what became of each of the resources.</summary>
    public static IResponse Answer(IRequest request, IEnumerable<(ErrorCode Code, string? Message)> results) => request switch
    {
        AlterConfigsRequest whole => new AlterConfigsResponse
        {
            Responses =
            [
                .. whole.Resources.Zip(results, (resource, result) => new AlterConfigsResponse.AlterConfigsResourceResponse
                {
                    ResourceType = resource.ResourceType, ResourceName = resource.ResourceName, ErrorCode = result.Code, ErrorMessage = result.Message,
                }),
            ],
        },
        _ => new IncrementalAlterConfigsResponse
        {
            Responses =
            [
                .. ((IncrementalAlterConfigsRequest)request).Resources.Zip(results, (resource, result) => new IncrementalAlterConfigsResponse.AlterConfigsResourceResponse
                {
                    ResourceType = resource.ResourceType, ResourceName = resource.ResourceName, ErrorCode = result.Code, ErrorMessage = result.Message,
                }),
            ],
        },
    };

    private static ConfigResource ResourceOf(sbyte type, string name) => new((ConfigResourceType)type, name);
}
