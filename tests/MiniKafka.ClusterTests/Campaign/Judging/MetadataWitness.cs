using MiniKafka.Broker.Controllers;
using MiniKafka.ClusterTests.Campaign.World;
using MiniKafka.Metadata.Replay;
using MiniKafka.Quorum.Controllers;

namespace MiniKafka.ClusterTests.Campaign.Judging;

/// <summary>Keeps in mind what one node has shown of the metadata log since it started.</summary>
internal sealed class MetadataWitness : IMetadataFollower
{
    private const int ReadBytes = 1024 * 1024;

    private readonly Referee _referee;
    private readonly SimulatedNode _node;
    private readonly NodeController _controller;
    private int _epoch = -1;
    private bool _leads;
    private long _highWatermark;
    private long _endOffset;
    private long _matched;
    private int _snapshotsLoaded;

    public MetadataWitness(Referee referee, SimulatedNode node, NodeController controller)
    {
        (_referee, _node, _controller) = (referee, node, controller);
        _endOffset = controller.Quorum.Log.EndOffset;
        controller.Loader.Followers.Add(this);
    }

    /// <summary>What is committed may become a snapshot in the same step.</summary>
    public void OnPublished(ImageChanges changes, long offset)
    {
        _referee.Guard(Look);
        _node.Left?.ForgetMoved(changes.After);
    }

    public void Look()
    {
        var quorum = _controller.Quorum;
        var (highWatermark, endOffset, leads, epoch) = (quorum.HighWatermark ?? 0, quorum.Log.EndOffset, quorum.IsLeader, quorum.LeaderAndEpoch.Epoch);
        if (highWatermark == _highWatermark && endOffset == _endOffset && leads == _leads && epoch == _epoch)
        {
            return;
        }

        _referee.QuorumEpoch(_node.Id, epoch);
        Referee.Check(highWatermark >= _highWatermark, $"The watermark of the metadata on node {_node.Id} fell from {_highWatermark} to {highWatermark}.");
        Referee.Check(highWatermark <= endOffset, $"The watermark {highWatermark} of the metadata on node {_node.Id} lies beyond its end {endOffset}.");
        if (endOffset < _endOffset)
        {
            _referee.Totals.MetadataTruncations++;
        }

        (_highWatermark, _endOffset, _leads, _epoch) = (highWatermark, endOffset, leads, epoch);
        CountSnapshots();
        if (leads && _referee.LeadsMetadata(_node.Id, epoch))
        {
            var needed = _referee.Metadata.Elected(epoch);
            Referee.Check(
                endOffset > needed,
                $"Node {_node.Id} leads the metadata log in epoch {epoch} with a log that ends at {endOffset}, though all before {needed} was committed.");
            Match(needed);
        }

        Match(highWatermark);
    }

    private void CountSnapshots()
    {
        var loaded = _controller.Loader.SnapshotsLoaded;
        _referee.Totals.SnapshotsLoaded += loaded - _snapshotsLoaded;
        _snapshotsLoaded = loaded;
    }

    /// <summary>What a snapshot took the place of was compared on the node that wrote it.</summary>
    private void Match(long to)
    {
        var log = _controller.Quorum.Log;
        _matched = Math.Max(_matched, log.StartOffset);
        while (_matched < to)
        {
            var records = log.Read(_matched, ReadBytes);
            var matched = _referee.Metadata.Match(records.ToContiguous().Span, _matched, to, $"node {_node.Id}");
            records.Release();
            Referee.Check(matched > _matched, $"The metadata log of node {_node.Id} is committed up to {to}, but can be read only up to {_matched}.");
            _matched = matched;
        }
    }
}
