using Disks;
using MiniKafka.Quorum.Log;
using MiniKafka.Records;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Tests.Quorum;

/// <summary>
/// A metadata log that is damaged where it was committed is not opened, but for one who wants it cut there; an end that nobody was
/// promised is cut off as in any log.
/// </summary>
public sealed class DamagedMetadataTests
{
    private const string LogFile = "00000000000000000000.log";
    private static readonly string Directory = Path.Combine(QuorumFixture.LogDirectory, "__cluster_metadata-0");
    private readonly FaultyDisk _disk = new();

    /// <summary>In a record, or in the offset of its batch, which no checksum covers.</summary>
    [Theory]
    [InlineData(true, RecordBatchFormat.OverheadBytes + 2)]
    [InlineData(false, RecordBatchFormat.OverheadBytes + 2)]
    [InlineData(false, 1)]
    [InlineData(false, 7)]
    public void A_byte_that_changed_among_committed_records_refuses_the_start_and_says_where(bool wasClean, int inBatch)
    {
        Write(wasClean, "a", "b", "c");
        var at = Positions()[^2];
        Flip(at + inBatch);
        var before = Content();
        for (var i = 0; i < 2; i++)
        {
            var refused = Assert.Throws<DamagedMetadataException>(() => Open(wasClean, cutsDamage: false));
            Assert.Contains($"{LogFile}' is damaged at byte {at}", refused.Message, StringComparison.Ordinal);
            Assert.Contains("CutDamagedMetadata", refused.Message, StringComparison.Ordinal);
            Assert.Equal(before, Content());
        }

        Assert.Equal(["a"], Open(wasClean, cutsDamage: true));
        Assert.Equal(["a"], Open(wasClean, cutsDamage: false));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_last_committed_batch_that_was_cut_refuses_the_start(bool wasClean)
    {
        Write(wasClean, "a", "b");
        Replace(bytes => bytes[..^1]);
        Assert.Throws<DamagedMetadataException>(() => Open(wasClean, cutsDamage: false));
        Assert.Equal(["a"], Open(wasClean, cutsDamage: true));
    }

    [Fact]
    public void Whole_batches_that_are_gone_refuse_the_start_until_somebody_gives_them_up()
    {
        Write(wasClean: false, "a", "b");
        var end = Positions()[^1];
        Replace(bytes => bytes[..end]);
        var refused = Assert.Throws<DamagedMetadataException>(() => Open(wasClean: false, cutsDamage: false));
        Assert.Contains("although everything before", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["a"], Open(wasClean: false, cutsDamage: true));
        Assert.Equal(["a"], Open(wasClean: false, cutsDamage: false));
    }

    /// <summary>Pages reach the medium in any order: what comes behind a bad batch that nobody was promised says nothing.</summary>
    [Fact]
    public void An_end_that_was_never_committed_is_cut_off_even_with_good_batches_behind_a_bad_one()
    {
        Write(wasClean: false, "a", "b", "c");
        var at = Positions()[^2];
        NoteCommitted(EndOfLog() - 2);
        Flip(at + RecordBatchFormat.OverheadBytes + 2);
        Assert.Equal(["a"], Open(wasClean: false, cutsDamage: false));
    }

    [Fact]
    public void What_a_snapshot_reaches_over_was_flushed_whatever_else_is_known()
    {
        Write(wasClean: false, takesSnapshotAfter: 2, "a", "b", "c");
        _disk.DeleteFile(Path.Combine(Directory, OffsetCheckpointFile.Committed));
        var at = Positions()[^2];
        Flip(at + RecordBatchFormat.OverheadBytes + 2);
        Assert.Throws<DamagedMetadataException>(() => Open(wasClean: false, cutsDamage: false));
    }

    private void Write(bool wasClean, params string[] values) => Write(wasClean, takesSnapshotAfter: int.MaxValue, values);

    private void Write(bool wasClean, int takesSnapshotAfter, params string[] values)
    {
        var host = new SimulatedLoopHost(1);
        host.Run(async () =>
        {
            var node = TestNode.Open(host, 1, _disk, new NoChannel(), QuorumFixture.Voters(1)).Start();
            for (var i = 0; i < values.Length; i++)
            {
                await node.Quorum.AppendAsync(QuorumFixture.Records(values[i]));
                if (i + 1 == takesSnapshotAfter)
                {
                    node.Quorum.TakeSnapshot(node.Listener.End, node.Listener.Timestamp, [QuorumFixture.Records(values[..(i + 1)])]);
                }
            }

            if (wasClean)
            {
                node.Quorum.Log.Close();
            }

            node.Quorum.Dispose();
        });
    }

    /// <summary>Opens the log as a start does, and returns the values in it.</summary>
    private IReadOnlyList<string> Open(bool wasClean, bool cutsDamage)
    {
        var options = QuorumFixture.Options(1, QuorumFixture.Voters(1)) with { CutsDamage = cutsDamage };
        var log = QuorumFixture.Directory(_disk, TimeProvider.System).Open(QuorumFixture.LogConfig(), options, wasClean);
        var records = log.Read(log.StartOffset, int.MaxValue);
        try
        {
            return [.. MetadataBatch.ReadAll(records.ToContiguous()).Where(batch => !batch.IsControl).SelectMany(batch => batch.Entries).Select(QuorumFixture.Text)];
        }
        finally
        {
            records.Release();
            log.Close();
        }
    }

    private List<int> Positions()
    {
        using var file = _disk.Open(Path.Combine(Directory, LogFile), FileOpening.Existing);
        using var scan = new BatchScanner(file, ScanDepth.Headers);
        var positions = new List<int>();
        while (scan.MoveNext())
        {
            positions.Add((int)scan.Position);
        }

        return positions;
    }

    private long EndOfLog()
    {
        using var file = _disk.Open(Path.Combine(Directory, LogFile), FileOpening.Existing);
        using var scan = new BatchScanner(file, ScanDepth.Headers);
        var end = 0L;
        while (scan.MoveNext())
        {
            end = scan.Current.NextOffset;
        }

        return end;
    }

    private void NoteCommitted(long offset) => new OffsetCheckpointFile(_disk, Directory, OffsetCheckpointFile.Committed)
        .Write([KeyValuePair.Create(new MiniKafka.Model.TopicPartition("__cluster_metadata", 0), offset)]);

    private byte[] Content() => _disk.ReadAllBytes(Path.Combine(Directory, LogFile));

    private void Flip(int position) => Replace(bytes => [.. bytes[..position], (byte)(bytes[position] ^ 1), .. bytes[(position + 1)..]]);

    private void Replace(Func<byte[], byte[]> change) => _disk.ReplaceAllBytes(Path.Combine(Directory, LogFile), change(Content()));
}
