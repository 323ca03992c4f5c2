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
    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, ConfigEntry>> DescribeConfigsAsync(
        ConfigResource resource, bool includeDetails = false, CancellationToken cancellationToken = default)
    {
        Check(resource);
        var request = new DescribeConfigsRequest
        {
            IncludeSynonyms = includeDetails,
            IncludeDocumentation = includeDetails,
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
        return CallForAsync(
            resource,
            request,
            IReadOnlyDictionary<string, ConfigEntry> (answer) =>
            {
                var entries = new SortedDictionary<string, ConfigEntry>(StringComparer.Ordinal);
                foreach (var result in answer.Results)
                {
                    ClientErrors.ThrowIfError(result.ErrorCode, $"Describing the configuration of {resource.Type} '{resource.Name}'", result.ErrorMessage);
                    foreach (var entry in result.Configs)
                    {
                        entries[entry.Name] = Entry(entry);
                    }
                }

                return entries;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task IncrementalAlterConfigsAsync(ConfigResource resource, IEnumerable<AlterConfigEntry> changes, bool validateOnly = false, CancellationToken cancellationToken = default)
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
        return CallForAsync(
            resource,
            request,
            answer =>
            {
                foreach (var result in answer.Responses)
                {
                    ClientErrors.ThrowIfError(result.ErrorCode, $"Changing the configuration of {resource.Type} '{resource.Name}'", result.ErrorMessage);
                }

                return answer;
            },
            cancellationToken);
    }

    private static ConfigEntry Entry(DescribeConfigsResponse.DescribeConfigsResourceResult entry)
    {
        var source = (ConfigSource)Math.Max(entry.ConfigSource, (sbyte)0);
        return new ConfigEntry(entry.Name, entry.Value, source == ConfigSource.Default, entry.ReadOnly, entry.IsSensitive)
        {
            Source = source,
            Type = (ConfigType)entry.ConfigType,
            Documentation = entry.Documentation is { Length: > 0 } documentation ? documentation : null,
            Synonyms = [.. entry.Synonyms.Select(static synonym => new ConfigSynonym(synonym.Name, synonym.Value, (ConfigSource)Math.Max(synonym.Source, (sbyte)0)))],
        };
    }

    private static void Check(ConfigResource resource) => ArgumentNullException.ThrowIfNull(resource.Name, nameof(resource));

    /// <summary>A single broker's configuration is known to that broker only.</summary>
    private Task<T> CallForAsync<TResponse, T>(ConfigResource resource, IRequest<TResponse> request, Func<TResponse, T> read, CancellationToken cancellationToken)
        where TResponse : IResponse =>
        resource.Type == ConfigResourceType.Broker && int.TryParse(resource.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var nodeId)
            ? CallNodeAsync(nodeId, request, read, cancellationToken)
            : CallAnyAsync(request, read, cancellationToken);
}
