using System.Collections.Immutable;
using MiniKafka.Metadata;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Participation;

namespace MiniKafka.Quorum.Controllers;

/// <summary>
/// Runs commands on the node that leads the metadata log: each sees what all before it did, committed or not, appends its
/// records as one atomic batch, and gets its answer when they are committed. Owned by the node's loop. Invariant: the
/// uncommitted image is the committed one plus exactly the records appended in this term.
/// </summary>
internal sealed class ActiveController : IMetadataFollower
{
    private readonly ControllerOptions _options;
    private readonly ClusterController _controller;
    private readonly MetadataQuorum _quorum;
    private readonly MetadataLoader _loader;
    private LeaderAndEpoch _term;
    private ClusterImage? _image;
    private Task<long> _lastAppend = Task.FromResult(-1L);

    public ActiveController(ControllerOptions options, ClusterController controller, MetadataQuorum quorum, MetadataLoader loader)
    {
        _options = options;
        _controller = controller;
        _quorum = quorum;
        _loader = loader;
        loader.Followers.Add(this);
    }

    /// <summary>True while this node decides for the cluster.</summary>
    public bool IsActive => _image is not null && _quorum.IsLeader && _quorum.LeaderAndEpoch == _term;

    /// <summary>
    /// Whether this process appended what the metadata log has of an epoch, active still or not. Each record was appended by one node, which
    /// knows it for as long as it runs: the next term begins only when everything before it is replayed.
    /// </summary>
    public bool HasAppended(int epoch) => _term.IsLeader(_options.NodeId) && _term.Epoch == epoch;

    /// <summary>The cluster as it is with everything appended so far; only the active controller knows it.</summary>
    public ClusterImage Image => IsActive ? _image! : throw NotController();

    /// <summary>The offset the next appended record gets.</summary>
    public long NextOffset => _quorum.NextAppendOffset;

    /// <summary>
    /// Completes when this node decides for the cluster. One that was just elected begins as soon as it knows all that is
    /// committed; who asks it before waits for that. Fails with NOT_CONTROLLER when this node does not lead, or stops leading before.
    /// </summary>
    public async ValueTask ActiveAsync()
    {
        if (!IsActive)
        {
            await _quorum.EpochBegunAsync();
        }

        if (!IsActive)
        {
            throw NotController();
        }
    }

    /// <summary>
    /// Runs a command. Completes when its records, and all that its answer may rest on, are committed; fails with
    /// NOT_CONTROLLER when this node does not decide, or stops deciding before.
    /// </summary>
    public async Task<T> ExecuteAsync<T>(Func<ClusterController, ClusterImage, ControllerResult<T>> command)
    {
        await ActiveAsync();
        var result = command(_controller, _image!);
        await (result.Records.Count > 0 ? Append(result.Records, Level(_image!.Features)) : _lastAppend);
        return result.Response;
    }

    /// <summary>A term ends, or begins: those who follow the metadata are told.</summary>
    public void OnLeaderChanged(LeaderAndEpoch leader)
    {
        if (_image is not null)
        {
            _image = null;
            _loader.Followers.ChangeTerm(null);
        }

        if (!leader.IsLeader(_options.NodeId))
        {
            return;
        }

        _term = leader;
        _image = _loader.Image;
        _lastAppend = Task.FromResult(-1L);
        if (_image.Features.IsEmpty)
        {
            Begin(_options.BootstrapFeatures);
        }

        _loader.Followers.ChangeTerm(_image);
    }

    /// <summary>Completes when the records are committed; fails when this node stops leading before.</summary>
    private Task<long> Append(IReadOnlyList<IPersistedRecord> changes, short level)
    {
        var before = _image!;
        var records = changes.Select(change => MetadataRecord.Of(change, level)).ToList();
        var appended = _quorum.AppendAsync([.. records.Select(ReadOnlyMemory<byte> (record) => MetadataRecordSerde.Encode(record.Value, record.Version))]);

        // The quorum does what is due when something is appended. It may be that this node, which stood still for a while, resigns.
        if (ReferenceEquals(_image, before))
        {
            _image = ImageBuilder.Apply(before, records.Select(record => record.Value).Where(record => record is not (BeginTransactionRecord or EndTransactionRecord)));
            _lastAppend = appended;
        }

        return appended;
    }

    /// <summary>
    /// A cluster begins: with the levels of this software, or with what Apache Kafka formatted the directory with, as far as this software
    /// knows those levels.
    /// </summary>
    private void Begin(ImmutableSortedDictionary<string, short> features)
    {
        var formatted = _quorum.Log.Snapshots.Contains(OffsetAndEpoch.Bootstrap)
            ? _quorum.Log.Snapshots.ReadContent(OffsetAndEpoch.Bootstrap).Batches.SelectMany(batch => batch.Entries).Select(entry => MetadataRecordSerde.Decode(entry.Value).Record).ToList()
            : [];
        var levels = formatted.OfType<FeatureLevelRecord>().ToImmutableSortedDictionary(feature => feature.Name, feature => ClusterFeatures.AtMost(feature.Name, feature.FeatureLevel), StringComparer.Ordinal);
        if (levels.IsEmpty)
        {
            levels = features;
        }

        List<IPersistedRecord> records = [.. FeatureControl.Bootstrap(levels, _options.BootstrapMinInsyncReplicas), .. formatted.Where(record => record is not FeatureLevelRecord)];
        _ = Level(levels) >= MetadataLevels.Transactions
            ? Append([new BeginTransactionRecord { Name = "Bootstrap records" }, .. records, new EndTransactionRecord()], Level(levels))
            : Append(records, Level(levels));
    }

    private static short Level(ImmutableSortedDictionary<string, short> features) => features.GetValueOrDefault(ClusterFeatures.MetadataVersion);

    private KafkaException NotController() =>
        new(ErrorCode.NotController, $"Node {_options.NodeId} is not the active controller: {_quorum.LeaderAndEpoch} leads.");
}
