using MiniKafka.Broker.Composition;
using MiniKafka.ClusterTests.Campaign.Judging;
using MiniKafka.Model;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Participation;
using MiniKafka.Quorum.Voters;

namespace MiniKafka.ClusterTests.Campaign.World;

/// <content>Trouble with files, while nodes run and while they are down.</content>
internal sealed partial class Troublemaker
{
    private static readonly TimeSpan BetweenHolds = TimeSpan.FromSeconds(2);

    private readonly Dictionary<SimulatedNode, TimeSpan> _heldUntil = [];

    /// <summary>A copy tool or a full disk took some bytes after the node had closed its files.</summary>
    private void SometimesCutLastBatch(SimulatedNode node)
    {
        var partition = new TopicPartition(SimulatedCluster.Topic, _random.Next(2));
        if (_random.Next(2) == 0 && node.CutLastBatch(partition, _random))
        {
            Totals.CutLastBatches++;
            node.HasLostData = true;
            _tell($"{node.Name} loses the end of {partition} at rest");
        }
    }

    private void SometimesBackUpMetadata()
    {
        if (_random.Next(2) == 0 && _cluster.Nodes[_random.Next(_cluster.Nodes.Count)] is { Serves: true } node)
        {
            _tell($"the metadata log of {node.Name} is backed up");
            node.BackUpMetadata();
        }
    }

    /// <summary>Somebody restored a backup while the node was down: its metadata log ends sooner than it did.</summary>
    private void SometimesRestoreMetadata(SimulatedNode node, OffsetAndEpoch? end)
    {
        if (_random.Next(2) == 0 && end is { } ended && MayLoseData(node) && DoOthersHoldMetadata(node, ended) && node.RestoreMetadata(ended) is { } restored)
        {
            Totals.StaleMetadataLogs++;
            node.HasLostData = true;
            _tell($"{node.Name} is given an older metadata log, which ends at {restored} instead of {ended}");
        }
    }

    /// <summary>
    /// A voter may forget what it told the leader to have when a majority of the other voters has it, and has all that is committed: whoever is
    /// elected without them is elected by too few.
    /// </summary>
    private bool DoOthersHoldMetadata(SimulatedNode node, OffsetAndEpoch end)
    {
        var others = _cluster.Nodes.Where(other => other != node).Select(other => other.Node?.Controller?.Quorum).OfType<MetadataQuorum>().ToList();
        var voters = others.MaxBy(other => other.Log.End)?.Voters ?? VoterSet.Empty;
        var holding = others.Count(other => voters.Contains(other.Replica.Roles.Local) && other.Log.End >= end && other.Log.EndOffset >= _cluster.Referee.Metadata.End);
        return holding * 2 > voters.Ids.Count(id => id != node.Id);
    }

    /// <summary>
    /// A scanner or a backup passes by: shorter than a broker's patience lasts. The next comes when that one has been gone for a moment, since a broker
    /// that finds a file held each time it looks does not know that these are several.
    /// </summary>
    private void HoldFiles(SimulatedNode node)
    {
        if (node.IsLockedOut || _cluster.Host.Elapsed < _heldUntil.GetValueOrDefault(node) + BetweenHolds)
        {
            return;
        }

        Totals.Holds++;
        string[] parts = ["quorum-state", "__cluster_metadata", ".checkpoint", "-checkpoint", SimulatedCluster.Topic, ".snapshot", ".log", ".index", string.Empty];
        var (part, length) = (parts[_random.Next(parts.Length)], _random.Next(50, 6_000));
        _tell($"somebody holds '{part}' on the disk of {node.Name} for {length} ms");
        _heldUntil[node] = _cluster.Host.Elapsed + TimeSpan.FromMilliseconds(length);
        node.Hold(part, TimeSpan.FromMilliseconds(length));
    }

    /// <summary>Access is denied for good: the node has to stop by itself, and can be started again when somebody has mended that.</summary>
    private void LockOut(SimulatedNode node)
    {
        _tell($"{node.Name} is locked out of its files");
        node.LockOut();
        RequireEnd(node, node.Node!);
    }

    /// <summary>What it does not see while it is paused does not count.</summary>
    private void RequireEnd(SimulatedNode node, BrokerNode running)
    {
        var pauses = node.Pauses;
        Later(30_000, async () =>
        {
            if (node.Node != running || !node.IsLockedOut || node.IsStopping)
            {
                await StartIfDownAsync(node);
                return;
            }

            if (!node.IsPaused && node.Pauses == pauses)
            {
                throw new RuleBrokenException($"{node.Name} goes on though it is locked out of its files.");
            }

            RequireEnd(node, running);
        });
    }
}
