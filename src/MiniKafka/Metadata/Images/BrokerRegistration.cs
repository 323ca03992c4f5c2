using System.Collections.Immutable;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Images;

/// <summary>An address of a broker or controller.</summary>
internal sealed record ListenerEndpoint(string Name, string Host, int Port, short SecurityProtocol);

/// <summary>The levels of a feature that a node supports.</summary>
internal readonly record struct FeatureRange(short Min, short Max);

/// <summary>A broker as it registered, and whether it may lead. Immutable. The epoch is that of its last registration.</summary>
internal sealed record BrokerRegistration
{
    public required int Id { get; init; }

    public required long Epoch { get; init; }

    /// <summary>One run of the broker's process.</summary>
    public required Uuid IncarnationId { get; init; }

    public ImmutableArray<ListenerEndpoint> Endpoints { get; init; } = [];

    public ImmutableSortedDictionary<string, FeatureRange> Features { get; init; } = ImmutableSortedDictionary.Create<string, FeatureRange>(StringComparer.Ordinal);

    public string? Rack { get; init; }

    /// <summary>True while it must not lead and clients are not sent to it.</summary>
    public bool IsFenced { get; init; } = true;

    /// <summary>True from its wish to stop until it is fenced.</summary>
    public bool IsInControlledShutdown { get; init; }

    /// <summary>Ids of the log directories that work.</summary>
    public ImmutableArray<Uuid> LogDirs { get; init; } = [];

    /// <summary>Ids of log directories that get no new replicas.</summary>
    public ImmutableArray<Uuid> CordonedLogDirs { get; init; } = [];

    /// <summary>Whether new replicas may be put there.</summary>
    public bool HasUncordonedLogDir => LogDirs.Length == 0 || LogDirs.Any(directory => !CordonedLogDirs.Contains(directory));

    /// <summary>True when it may be in ISRs and lead.</summary>
    public bool IsActive => !IsFenced && !IsInControlledShutdown;

    /// <summary>Where a new replica on this broker goes, if that is clear beforehand; an unassigned one leaves the choice to the broker.</summary>
    public Uuid DefaultDirectory => LogDirs.Length switch { 0 => LogDirectoryId.Migrating, 1 => LogDirs[0], _ => LogDirectoryId.Unassigned };

    /// <summary>Whether a replica in that directory can be served.</summary>
    public bool HasOnlineDirectory(Uuid directory) => LogDirectoryId.IsOnline(directory, LogDirs);

    public ListenerEndpoint? Endpoint(string listenerName) => Endpoints.FirstOrDefault(endpoint => endpoint.Name == listenerName);

    public static BrokerRegistration From(RegisterBrokerRecord record) => new()
    {
        Id = record.BrokerId,
        Epoch = record.BrokerEpoch,
        IncarnationId = record.IncarnationId,
        Endpoints = [.. record.EndPoints.Select(point => new ListenerEndpoint(point.Name, point.Host, point.Port, point.SecurityProtocol))],
        Features = record.Features.ToImmutableSortedDictionary(
            feature => feature.Name, feature => new FeatureRange(feature.MinSupportedVersion, feature.MaxSupportedVersion), StringComparer.Ordinal),
        Rack = record.Rack,
        IsFenced = record.Fenced,
        IsInControlledShutdown = record.InControlledShutdown,
        LogDirs = [.. record.LogDirs],
        CordonedLogDirs = [.. record.CordonedLogDirs ?? []],
    };

    /// <summary>The registration after a change: 1 and -1 set and clear a flag, 0 leaves it.</summary>
    public BrokerRegistration Merge(BrokerRegistrationChangeRecord change) => this with
    {
        IsFenced = change.Fenced switch { > 0 => true, < 0 => false, _ => IsFenced },
        IsInControlledShutdown = change.InControlledShutdown switch { > 0 => true, < 0 => false, _ => IsInControlledShutdown },
        LogDirs = change.LogDirs.Count > 0 ? [.. change.LogDirs] : LogDirs,
        CordonedLogDirs = change.CordonedLogDirs is { } cordoned ? [.. cordoned] : CordonedLogDirs,
    };

    public RegisterBrokerRecord ToRecord() => new()
    {
        BrokerId = Id,
        BrokerEpoch = Epoch,
        IncarnationId = IncarnationId,
        EndPoints =
        [
            .. Endpoints.Select(point => new RegisterBrokerRecord.BrokerEndpoint
            {
                Name = point.Name, Host = point.Host, Port = (ushort)point.Port, SecurityProtocol = point.SecurityProtocol,
            }),
        ],
        Features =
        [
            .. Features.Select(feature => new RegisterBrokerRecord.BrokerFeature
            {
                Name = feature.Key, MinSupportedVersion = feature.Value.Min, MaxSupportedVersion = feature.Value.Max,
            }),
        ],
        Rack = Rack,
        Fenced = IsFenced,
        InControlledShutdown = IsInControlledShutdown,
        LogDirs = [.. LogDirs],
        CordonedLogDirs = CordonedLogDirs.Length > 0 ? [.. CordonedLogDirs] : null,
    };
}
