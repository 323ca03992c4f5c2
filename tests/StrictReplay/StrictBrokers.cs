using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace StrictReplay;

/// <summary>Brokers and controllers, and what a record of theirs presupposes.</summary>
internal sealed class StrictBrokers
{
    private readonly SortedDictionary<int, Broker> _brokers = [];
    private readonly SortedDictionary<int, string> _controllers = [];

    public bool IsRegistered(int id) => _brokers.ContainsKey(id);

    public bool IsFenced(int id) => !_brokers.TryGetValue(id, out var broker) || broker.IsFenced;

    /// <param name="record">The registration.</param>
    /// <param name="offset">Its offset in the log; null within a snapshot.</param>
    /// <param name="features">The levels that are finalized.</param>
    public void Register(RegisterBrokerRecord record, long? offset, IReadOnlyDictionary<string, short> features)
    {
        var id = record.BrokerId;
        _brokers.TryGetValue(id, out var before);
        if (before?.Incarnation == record.IncarnationId)
        {
            Need.That(record.BrokerEpoch == before.Epoch, $"broker {id} amends its registration of epoch {before.Epoch} under epoch {record.BrokerEpoch}");
        }
        else
        {
            Need.That(record.BrokerEpoch > (before?.Epoch ?? -1), $"the epoch of broker {id} falls from {before?.Epoch} to {record.BrokerEpoch}");
            Need.That(offset is null || record.Fenced, $"the new process of broker {id} is not fenced");
        }

        Need.That(offset is null || record.BrokerEpoch <= offset, $"broker {id} has epoch {record.BrokerEpoch} at offset {offset}");
        Need.That(record.EndPoints.Count > 0, $"broker {id} has no endpoint");
        Need.That(AreDistinct(record.EndPoints.Select(point => point.Name)), $"two endpoints of broker {id} have the same name");
        CheckDirectories(id, record.LogDirs);
        CheckFeatures(record, features);
        _brokers[id] = new Broker(record.BrokerEpoch, record.IncarnationId, record.Fenced, record.InControlledShutdown, [.. record.LogDirs], [.. record.CordonedLogDirs ?? []], Rest(record));
    }

    public void Unregister(UnregisterBrokerRecord record)
    {
        Known(record.BrokerId, record.BrokerEpoch);
        _brokers.Remove(record.BrokerId);
    }

    public void Change(BrokerRegistrationChangeRecord record)
    {
        var broker = Known(record.BrokerId, record.BrokerEpoch);
        Need.That(record.Fenced is >= -1 and <= 1, $"broker {record.BrokerId} is fenced by {record.Fenced}");
        Need.That(record.InControlledShutdown is 0 or 1, $"broker {record.BrokerId} is in shutdown by {record.InControlledShutdown}");
        CheckDirectories(record.BrokerId, record.LogDirs);
        _brokers[record.BrokerId] = broker with
        {
            IsFenced = record.Fenced == 0 ? broker.IsFenced : record.Fenced > 0,
            IsShuttingDown = record.InControlledShutdown == 1 || broker.IsShuttingDown,
            Directories = record.LogDirs.Count > 0 ? [.. record.LogDirs] : broker.Directories,
            Cordoned = record.CordonedLogDirs is { } cordoned ? [.. cordoned] : broker.Cordoned,
        };
    }

    public void Fence(int id, long epoch, bool isFenced) => _brokers[id] = Known(id, epoch) with { IsFenced = isFenced };

    public void Register(RegisterControllerRecord record) =>
        _controllers[record.ControllerId] = $"{record.IncarnationId} {string.Join(' ', record.EndPoints.Select(point => $"{point.Name}={point.Host}:{point.Port}"))}";

    /// <summary>What a broker is handed must be asked for under its epoch.</summary>
    public Broker Known(int id, long epoch)
    {
        Need.That(_brokers.TryGetValue(id, out var broker), $"broker {id} is not registered");
        Need.That(broker!.Epoch == epoch, $"the epoch {epoch} is not the epoch {broker.Epoch} of broker {id}");
        return broker;
    }

    public IEnumerable<string> Lines() =>
    [
        .. _brokers.Select(pair => $"broker {pair.Key}: {pair.Value.Epoch} {pair.Value.Incarnation} {pair.Value.IsFenced} {pair.Value.IsShuttingDown}"
            + $" [{string.Join(' ', pair.Value.Directories)}] [{string.Join(' ', pair.Value.Cordoned)}] {pair.Value.Rest}"),
        .. _controllers.Select(pair => $"controller {pair.Key}: {pair.Value}"),
    ];

    private static void CheckFeatures(RegisterBrokerRecord record, IReadOnlyDictionary<string, short> features)
    {
        foreach (var (name, level) in features)
        {
            var range = record.Features.Find(feature => feature.Name == name);
            Need.That(
                level == 0 || (range is not null && level >= range.MinSupportedVersion && level <= range.MaxSupportedVersion),
                $"broker {record.BrokerId} does not support level {level} of {name}");
        }
    }

    private void CheckDirectories(int id, List<Uuid> directories)
    {
        Need.That(AreDistinct(directories), $"broker {id} has a log directory twice");
        Need.That(directories.TrueForAll(LogDirectoryId.IsDirectory), $"a log directory of broker {id} has a reserved id");
        var others = _brokers.Where(pair => pair.Key != id).SelectMany(pair => pair.Value.Directories);
        Need.That(!others.Intersect(directories).Any(), $"another broker has a log directory of broker {id}");
    }

    private static string Rest(RegisterBrokerRecord record) =>
        $"{record.Rack ?? "-"} {string.Join(' ', record.EndPoints.Select(point => $"{point.Name}={point.Host}:{point.Port}/{point.SecurityProtocol}"))}"
        + $" {string.Join(' ', record.Features.OrderBy(feature => feature.Name, StringComparer.Ordinal).Select(feature => $"{feature.Name}={feature.MinSupportedVersion}-{feature.MaxSupportedVersion}"))}";

    private static bool AreDistinct<T>(IEnumerable<T> values) => values.GroupBy(value => value).All(group => group.Count() == 1);

    internal sealed record Broker(long Epoch, Uuid Incarnation, bool IsFenced, bool IsShuttingDown, List<Uuid> Directories, List<Uuid> Cordoned, string Rest);
}
