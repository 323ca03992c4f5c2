using MiniKafka.Protocol.Persisted;
using MiniKafka.Quorum.Log;
using MiniKafka.Records;
using MiniKafka.Storage.Files;

namespace StrictReplay;

/// <summary>What lies in a metadata partition's directory, read out as it is, without recovering anything.</summary>
internal static class MetadataFiles
{
    private const string LogSuffix = ".log";

    /// <summary>The complete snapshots, oldest first.</summary>
    public static List<(OffsetAndEpoch Id, List<MetadataBatch> Batches)> Snapshots(IFileSystem files, string directory) =>
    [
        .. files.ListFiles(directory)
            .Select(file => (IsSnapshot: SnapshotNames.TryParse(file.Name, out var id), Id: id, file.Name))
            .Where(file => file.IsSnapshot)
            .OrderBy(file => file.Id.Offset)
            .Select(file => (file.Id, MetadataBatch.ReadAll(files.ReadAllBytes(Path.Combine(directory, file.Name))).ToList())),
    ];

    /// <summary>The batches of the log. What a crash left behind the last whole one is no part of it.</summary>
    public static List<MetadataBatch> Log(IFileSystem files, string directory)
    {
        var batches = new List<MetadataBatch>();
        var names = files.ListFiles(directory).Select(file => file.Name).Where(name => name.EndsWith(LogSuffix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        foreach (var name in names)
        {
            var bytes = files.ReadAllBytes(Path.Combine(directory, name));
            var whole = LengthOfWholeBatches(bytes);
            Need.That(whole == bytes.Length || name == names[^1], $"{name} is damaged at position {whole}, and the log goes on behind it");
            batches.AddRange(MetadataBatch.ReadAll(bytes.AsMemory(0, whole)));
        }

        return batches;
    }

    public static IEnumerable<Entry> Entries(MetadataBatch batch)
    {
        foreach (var entry in batch.Entries)
        {
            var (record, version) = MetadataRecordSerde.Decode(entry.Value);
            yield return new Entry(entry.Offset, record, version);
        }
    }

    private static int LengthOfWholeBatches(ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        var batches = new RecordBatchIterator(bytes);
        while (batches.MoveNext() && batches.Current.IsCrcValid)
        {
            length += batches.Current.SizeInBytes;
        }

        return length;
    }
}
