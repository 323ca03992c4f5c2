using MiniKafka.Client.Admin;
using MiniKafka.Dashboard.Sources;
using MiniKafka.Model;

namespace MiniKafka.Dashboard.Timeline;

/// <summary>
/// Compares what is seen with what was seen before, and tells the events of it; so it works for any cluster. Whoever wants the events, or watches any page,
/// has it look. May be used from any thread: one look at a time, and whoever comes meanwhile waits for it.
/// </summary>
internal sealed class Watchman(IClusterSource source, EventLog events) : IDisposable
{
    /// <summary>Groups beyond so many are not asked for their members.</summary>
    private const int MostGroups = 50;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly MetadataChanges _metadata = new(events);
    private readonly BrokerChanges _brokers = new(events);
    private readonly GroupChanges _groups = new(events);

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var known = await source.ReadMetadataAsync(cancellationToken).ConfigureAwait(false);
            _brokers.See(await source.ReadBrokersAsync(known, withBytes: false, cancellationToken).ConfigureAwait(false));
            _metadata.See(known);
            _groups.See(await ReadGroupsAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>The groups, by id; null while nobody can tell, as while their coordinators move.</summary>
    private async Task<IReadOnlyDictionary<string, GroupDescription>?> ReadGroupsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var admin = source.Clients.Looking;
            var listed = await admin.ListGroupsAsync(cancellationToken).ConfigureAwait(false);
            var described = await Task.WhenAll(listed.Take(MostGroups).Select(group => admin.DescribeGroupAsync(group.GroupId, cancellationToken))).ConfigureAwait(false);
            return described.ToDictionary(static group => group.GroupId, StringComparer.Ordinal);
        }
        catch (KafkaException)
        {
            return null;
        }
    }
}
