using MiniKafka.Storage.Recovery;

namespace MiniKafka.Quorum.Log;

/// <summary>The metadata log is damaged where it was committed: the node does not start with less than the cluster was promised.</summary>
internal sealed class DamagedMetadataException : IOException
{
    private const string WayOut =
        "Nothing was changed. Put the file back from a backup, or, where other controllers have it, empty the directory and let it be copied from them."
        + " To cut the log there on purpose and lose what follows, topics and all, start once with KafkaClusterOptions.CutDamagedMetadata (MiniKafka.Server: --cut-damaged-metadata).";

    private DamagedMetadataException(string message, Exception? cause)
        : base($"{message} {WayOut}", cause)
    {
    }

    /// <summary>Runs what opens the log, and says what can be done when it is damaged.</summary>
    public static LoadedLog Explain(Func<LoadedLog> load)
    {
        try
        {
            return load();
        }
        catch (CommittedDamageException damage)
        {
            throw new DamagedMetadataException($"The cluster's metadata were committed and cannot be read any more: {damage.Message}", damage);
        }
    }

    public static DamagedMetadataException EndsTooSoon(string directory, long endOffset, long committedOffset) => new(
        $"The cluster's metadata in '{directory}' end at offset {endOffset}, although everything before {committedOffset} was committed: files were cut or are missing.", cause: null);
}
