using Microsoft.Extensions.Logging;
using MiniKafka.Model;
using MiniKafka.Storage.Checkpoints;

namespace MiniKafka.Storage.Directories;

/// <summary>
/// One checkpoint file of a log directory and what shall be in it. Entries of logs that were not opened yet stay as they were read. Knows of whom
/// the file still tells though they are gone: a new replica of the same name must not be taken for them.
/// </summary>
internal sealed class CheckpointedOffsets(OffsetCheckpointFile file)
{
    private readonly HashSet<TopicPartition> _gone = [];
    private SortedDictionary<TopicPartition, long> _offsets = [];

    /// <summary>The offset of a partition, 0 while none is noted. The file follows by <see cref="Write"/>.</summary>
    public long this[TopicPartition partition]
    {
        get => _offsets.GetValueOrDefault(partition);
        set => _offsets[partition] = value;
    }

    /// <summary>Takes over what the last owner left.</summary>
    public void Read(ILogger logger)
    {
        var offsets = file.Read();
        if (offsets is null)
        {
            logger.CheckpointLost(file.Path);
        }

        _offsets = offsets ?? [];
    }

    public void Write()
    {
        file.Write(_offsets);
        _gone.Clear();
    }

    /// <summary>The file goes, and says nothing of anybody.</summary>
    public void Delete()
    {
        _offsets.Clear();
        file.Delete();
        _gone.Clear();
    }

    public void Remove(TopicPartition partition)
    {
        if (_offsets.Remove(partition))
        {
            _gone.Add(partition);
        }
    }

    /// <summary>Removes a partition from the file too, if it may be in it.</summary>
    public void RemoveDurably(TopicPartition partition)
    {
        Remove(partition);
        if (_gone.Contains(partition))
        {
            Write();
        }
    }
}
