using MiniKafka.Quorum.Voters;
using MiniKafka.Records;

namespace MiniKafka.Quorum.Log;

/// <summary>
/// A snapshot read out: everything the metadata log said before its end offset, condensed. The first batch is a control
/// batch with header, kraft.version and voters, the last one the footer that proves it complete.
/// </summary>
internal sealed record MetadataSnapshot(OffsetAndEpoch Id, long LastContainedLogTimestamp, VoterSet? Voters, short? KRaftVersion)
{
    /// <summary>The batches between header and footer.</summary>
    public required IReadOnlyList<MetadataBatch> Batches { get; init; }

    public static MetadataSnapshot Read(OffsetAndEpoch id, ReadOnlyMemory<byte> bytes)
    {
        var batches = new List<MetadataBatch>();
        long? timestamp = null;
        VoterSet? voters = null;
        short? version = null;
        var isComplete = false;
        foreach (var batch in MetadataBatch.ReadAll(bytes))
        {
            if (!batch.IsControl)
            {
                batches.Add(batch);
                continue;
            }

            foreach (var entry in batch.Entries)
            {
                switch (entry.Control)
                {
                    case QuorumControlType.SnapshotHeader:
                        timestamp = QuorumControlRecords.ReadLastContainedLogTimestamp(entry.Value);
                        break;
                    case QuorumControlType.KRaftVersion:
                        version = QuorumControlRecords.ReadKRaftVersion(entry.Value);
                        break;
                    case QuorumControlType.KRaftVoters:
                        voters = QuorumControlRecords.ReadVoters(entry.Value);
                        break;
                    case QuorumControlType.SnapshotFooter:
                        isComplete = true;
                        break;
                    default:
                        break;
                }
            }
        }

        return timestamp is { } time && isComplete
            ? new MetadataSnapshot(id, time, voters, version) { Batches = batches }
            : throw new InvalidDataException($"The snapshot {id} has no {(isComplete ? "header" : "footer")}.");
    }

    /// <summary>Writes a snapshot's bytes, piece by piece, into the file.</summary>
    public static void Write(
        SnapshotFile file, SnapshotHeader header, IEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> batches)
    {
        var offset = 0L;
        var first = Batch(isControl: true);
        QuorumControlRecords.AppendSnapshotHeader(first, header.NowMs, header.LastContainedLogTimestamp);
        if (header.KRaftVersion >= Quorum.Voters.KRaftVersion.Reconfigurable)
        {
            QuorumControlRecords.AppendKRaftVersion(first, header.NowMs, header.KRaftVersion);
            QuorumControlRecords.AppendVoters(first, header.NowMs, header.Voters);
        }

        Append(first);
        foreach (var values in batches)
        {
            var batch = Batch(isControl: false);
            foreach (var value in values)
            {
                batch.TryAppend(header.NowMs, NullableBytes.Null, value.Span);
            }

            Append(batch);
        }

        var last = Batch(isControl: true);
        QuorumControlRecords.AppendSnapshotFooter(last, header.NowMs);
        Append(last);

        RecordBatchBuilder Batch(bool isControl) => new() { BaseOffset = offset, PartitionLeaderEpoch = file.Id.Epoch, IsControl = isControl };

        void Append(RecordBatchBuilder batch)
        {
            offset += batch.RecordCount;
            var bytes = batch.Build();
            file.Append(bytes);
            bytes.Release();
        }
    }
}

/// <summary>What the first batch of a snapshot says.</summary>
internal readonly record struct SnapshotHeader(long NowMs, long LastContainedLogTimestamp, VoterSet Voters, short KRaftVersion);
