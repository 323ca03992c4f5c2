using System.Globalization;
using MiniKafka.Storage.Files;

namespace MiniKafka.Storage.Checkpoints;

/// <summary>The partition's leader epochs with the offset at which each began, in <c>leader-epoch-checkpoint</c>.</summary>
internal sealed class LeaderEpochCheckpointFile(IFileSystem fileSystem, string directory)
{
    public const string Name = "leader-epoch-checkpoint";

    private readonly string _path = Path.Combine(directory, Name);

    /// <summary>Replaces the file; the log's next flush makes it durable.</summary>
    public void Write(IReadOnlyCollection<EpochStart> epochs) => fileSystem.ReplaceAllBytes(
        _path,
        CheckpointText.Write([.. epochs.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Epoch} {entry.StartOffset}"))]),
        durable: false);

    /// <summary>The epochs in the file; null when it is missing or torn, so that they have to be read from the log.</summary>
    public IReadOnlyList<EpochStart>? Read()
    {
        if (!fileSystem.FileExists(_path) || CheckpointText.Read(fileSystem.ReadAllBytes(_path), 2) is not { } entries)
        {
            return null;
        }

        var epochs = new List<EpochStart>(entries.Count);
        foreach (var fields in entries)
        {
            if (!CheckpointText.TryParse(fields[0], out int epoch) || !CheckpointText.TryParse(fields[1], out long startOffset))
            {
                return null;
            }

            epochs.Add(new EpochStart(epoch, startOffset));
        }

        return epochs;
    }
}

/// <summary>A leader epoch and the first offset that was written under it.</summary>
internal readonly record struct EpochStart(int Epoch, long StartOffset);
