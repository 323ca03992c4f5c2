using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Quorum.Controllers;

/// <summary>
/// Carries commands out while this node leads the metadata log: one after the other, each on the image that all commands
/// before it lead to, whether those are committed yet or not. A command's answer is given once its records are committed.
/// Owned by the node's loop.
/// </summary>
internal sealed class ActiveController
{
    private readonly MetadataQuorum _quorum;
    private readonly ClusterController _commands;
    private readonly MetadataLoader _loader;
    private readonly int _minInsyncReplicas;

    public ActiveController(MetadataQuorum quorum, ClusterController commands, MetadataLoader loader, int minInsyncReplicas)
    {
        _quorum = quorum;
        _commands = commands;
        _loader = loader;
        _minInsyncReplicas = minInsyncReplicas;
        loader.LeaderChanged += OnLeaderChanged;
    }

    /// <summary>True while commands are taken.</summary>
    public bool IsActive => _quorum.IsLeader;

    /// <summary>The cluster as it will be once everything appended is committed.</summary>
    public ClusterImage Image { get; private set; } = ClusterImage.Empty;

    /// <summary>The offset the next record gets.</summary>
    public long NextOffset => _quorum.NextAppendOffset;

    /// <summary>
    /// Runs a command. Fails with NOT_CONTROLLER when another node leads, or leads before the command is committed.
    /// </summary>
    public async Task<T> ExecuteAsync<T>(Func<ClusterController, ClusterImage, ControllerResult<T>> command)
    {
        if (!IsActive)
        {
            throw new KafkaException(ErrorCode.NotController, $"This node is not the active controller: {_quorum.LeaderAndEpoch} leads.");
        }

        var result = command(_commands, Image);
        if (result.Records.Count > 0)
        {
            await AppendAsync(result.Records);
        }

        return result.Response;
    }

    private Task<long> AppendAsync(IReadOnlyList<MetadataRecord> records)
    {
        Image = ImageBuilder.Apply(Image, records.Select(record => record.Value));
        return _quorum.AppendAsync([.. records.Select(ReadOnlyMemory<byte> (record) => MetadataRecordSerde.Encode(record.Value, record.Version))]);
    }

    /// <summary>
    /// A node that begins to lead has applied everything before, so the committed image is where its commands begin. A log
    /// without features is that of a new cluster.
    /// </summary>
    private void OnLeaderChanged(LeaderAndEpoch leader)
    {
        if (!IsActive)
        {
            return;
        }

        Image = _loader.Image;
        if (Image.Features.IsEmpty)
        {
            _ = AppendAsync([.. ClusterController.Bootstrap(ClusterFeatures.OfNewCluster, _minInsyncReplicas).Select(MetadataRecord.Of)]);
        }
    }
}
