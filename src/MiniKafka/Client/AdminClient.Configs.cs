using System.Globalization;
using MiniKafka.Client.Admin;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Client;

/// <content>Configurations.</content>
public sealed partial class AdminClient
{
    private const sbyte SourceDefault = 5;

    /// <summary>The configuration of something, with defaults, by key.</summary>
    /// <exception cref="KafkaException">It does not exist.</exception>
    public async Task<IReadOnlyDictionary<string, ConfigEntry>> DescribeConfigsAsync(ConfigResource resource)
    {
        Check(resource);
        var request = new DescribeConfigsRequest
        {
            Resources =
            [
                new DescribeConfigsRequest.DescribeConfigsResource
                {
                    ResourceType = (sbyte)resource.Type,
                    ResourceName = resource.Name,
                    ConfigurationKeys = null,
                },
            ],
        };
        var answer = await CallForAsync(resource, request);
        var entries = new SortedDictionary<string, ConfigEntry>(StringComparer.Ordinal);
        foreach (var result in answer.Results)
        {
            ClientErrors.ThrowIfError(result.ErrorCode, $"Describing the configuration of {resource.Type} '{resource.Name}'", result.ErrorMessage);
            foreach (var entry in result.Configs)
            {
                entries[entry.Name] = new ConfigEntry(entry.Name, entry.Value, entry.ConfigSource == SourceDefault, entry.ReadOnly, entry.IsSensitive);
            }
        }

        return entries;
    }

    /// <summary>Changes single keys of a configuration; the others stay.</summary>
    /// <exception cref="KafkaException">A key or value is not allowed; then nothing is changed.</exception>
    public async Task IncrementalAlterConfigsAsync(ConfigResource resource, IEnumerable<AlterConfigEntry> changes, bool validateOnly = false)
    {
        Check(resource);
        ArgumentNullException.ThrowIfNull(changes);
        var request = new IncrementalAlterConfigsRequest
        {
            ValidateOnly = validateOnly,
            Resources =
            [
                new IncrementalAlterConfigsRequest.AlterConfigsResource
                {
                    ResourceType = (sbyte)resource.Type,
                    ResourceName = resource.Name,
                    Configs =
                    [
                        .. changes.Select(change => new IncrementalAlterConfigsRequest.AlterableConfig
                        {
                            Name = change.Name,
                            Value = change.Value,
                            ConfigOperation = (sbyte)change.Operation,
                        }),
                    ],
                },
            ],
        };
        var answer = await CallForAsync(resource, request);
        foreach (var result in answer.Responses)
        {
            ClientErrors.ThrowIfError(result.ErrorCode, $"Changing the configuration of {resource.Type} '{resource.Name}'", result.ErrorMessage);
        }
    }

    private static void Check(ConfigResource resource) => ArgumentNullException.ThrowIfNull(resource.Name, nameof(resource));

    /// <summary>A single broker's configuration is known to that broker only.</summary>
    private Task<TResponse> CallForAsync<TResponse>(ConfigResource resource, IRequest<TResponse> request)
        where TResponse : IResponse =>
        resource.Type == ConfigResourceType.Broker && int.TryParse(resource.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var nodeId)
            ? CallNodeAsync(nodeId, request)
            : CallAnyAsync(request);
}
