using System.Buffers;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Storage.Files;

public sealed class MemoryFileTests
{
    private readonly MemoryFileSystem _files = new(new ManualClock());

    public MemoryFileTests() => _files.CreateDirectory("d");

    [Fact]
    public void A_file_reads_as_it_was_appended_copied_or_kept_and_cut()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var expected = new List<byte>();
        using var file = _files.Open(Path.Combine("d", "f"), FileOpening.Empty);
        for (var step = 0; step < 300; step++)
        {
            var bytes = new byte[random.Next(1, 5000)];
            random.NextBytes(bytes);
            switch (random.Next(4))
            {
                case 0:
                    var length = random.Next(expected.Count + 1);
                    file.Truncate(length);
                    expected.RemoveRange(length, expected.Count - length);
                    break;
                case 1:
                    var buffer = PooledBuffer.Rent(bytes.Length);
                    bytes.CopyTo(buffer.Span);
                    file.Keep(buffer.Memory, buffer);
                    buffer.Release();
                    expected.AddRange(bytes);
                    break;
                default:
                    file.Append(bytes);
                    expected.AddRange(bytes);
                    break;
            }

            var from = random.Next(expected.Count + 1);
            var read = file.Read(from, random.Next(20_000));
            Assert.True(read.Sequence.ToArray().AsSpan().SequenceEqual(expected.ToArray().AsSpan(from, (int)read.Length)), $"seed {seed}, step {step}");
            read.Release();
        }

        Assert.Equal(expected.Count, file.Length);
    }

    [Fact]
    public void What_was_read_stays_as_it_was_after_a_cut_and_new_bytes()
    {
        using var file = _files.Open(Path.Combine("d", "f"), FileOpening.Empty);
        file.Append("before"u8);
        var read = file.Read(0, 6);
        file.Truncate(2);
        file.Append("XXXXXX"u8);
        Assert.Equal("before"u8.ToArray(), read.Sequence.ToArray());
        read.Release();
    }

    [Fact]
    public void Memory_goes_back_when_the_file_is_deleted_closed_and_read_by_nobody()
    {
        var path = Path.Combine("d", "f");
        var kept = new CountedLease();
        var file = _files.Open(path, FileOpening.Empty);
        file.Append(new byte[10]);
        file.Keep(new byte[100], kept);
        var read = file.Read(0, 110);
        _files.DeleteFile(path);
        Assert.Equal(1, kept.Holds);
        file.Dispose();
        file.Dispose();
        Assert.Equal(1, kept.Holds);
        read.Release();
        Assert.Equal(0, kept.Holds);
    }

    [Fact]
    public void Who_reads_within_one_piece_of_memory_holds_no_other()
    {
        var path = Path.Combine("d", "f");
        var (first, second) = (new CountedLease(), new CountedLease());
        var file = _files.Open(path, FileOpening.Empty);
        file.Keep(new byte[100], first);
        file.Keep(new byte[100], second);
        var read = file.Read(100, 100);
        _files.DeleteFile(path);
        file.Dispose();
        Assert.Equal((0, 1), (first.Holds, second.Holds));
        read.Release();
        Assert.Equal(0, second.Holds);
    }

    [Fact]
    public void Kept_bytes_that_lie_side_by_side_are_one_piece_under_one_hold()
    {
        var memory = new byte[300];
        memory.AsSpan(100).Fill(1);
        var lease = new CountedLease();
        using var file = _files.Open(Path.Combine("d", "f"), FileOpening.Empty);
        file.Keep(memory.AsMemory(0, 100), lease);
        Assert.True(file.IsBetterKept(memory.AsMemory(100, 5), lease));
        file.Keep(memory.AsMemory(100, 5), lease);
        Assert.Equal(1, lease.Holds);

        var read = file.Read(0, 200);
        Assert.True(read.Sequence.IsSingleSegment);
        Assert.Equal(memory.AsSpan(0, 105), read.Sequence.FirstSpan);
        read.Release();

        Assert.False(file.IsBetterKept(memory.AsMemory(200, 5), lease));
        file.Keep(memory.AsMemory(200, 5), lease);
        Assert.Equal(2, lease.Holds);
    }

    [Theory]
    [InlineData(4095, 0, false)]
    [InlineData(4096, 0, true)]
    [InlineData(65_535, 65_535, false)]
    [InlineData(65_536, 131_072, true)]
    [InlineData(65_536, 131_074, false)]
    public void Bytes_are_kept_that_cost_little_memory_beside_their_own(int length, long footprint, bool isBetterKept)
    {
        using var file = _files.Open(Path.Combine("d", "f"), FileOpening.Empty);
        Assert.Equal(isBetterKept, file.IsBetterKept(new byte[length], new CountedLease { Footprint = footprint }));
    }

    [Theory]
    [InlineData("replaced by a new file")]
    [InlineData("replaced by a move")]
    [InlineData("deleted with its directory")]
    [InlineData("gone with the file system")]
    public void Memory_goes_back_however_the_name_is_lost(string how)
    {
        var path = Path.Combine("d", "f");
        var kept = new CountedLease();
        using (var file = _files.Open(path, FileOpening.Empty))
        {
            file.Keep(new byte[100], kept);
        }

        using (_files.Open(Path.Combine("d", "other"), FileOpening.Empty))
        {
        }

        Assert.Equal(1, kept.Holds);
        switch (how)
        {
            case "replaced by a new file":
                _files.Open(path, FileOpening.Empty).Dispose();
                break;
            case "replaced by a move":
                _files.MoveFile(Path.Combine("d", "other"), path);
                break;
            case "deleted with its directory":
                _files.DeleteDirectory("d");
                break;
            default:
                _files.Dispose();
                break;
        }

        Assert.Equal(0, kept.Holds);
    }

    [Fact]
    public void Deletions_in_memory_do_not_wait()
    {
        var deletions = new DelayedDeletion(_files);
        _files.Open(Path.Combine("d", "f"), FileOpening.Empty).Dispose();
        deletions.AddFile(Path.Combine("d", "f"), dueMs: 60_000, new LogJobs());
        Assert.Empty(_files.ListFiles("d"));
        deletions.AddDirectory("d", dueMs: 60_000);
        Assert.False(_files.DirectoryExists("d"));
        Assert.Equal(0, deletions.Count);
    }

    private sealed class CountedLease : ILease
    {
        public long Footprint { get; init; }

        public int Holds { get; private set; }

        public void Retain() => Holds++;

        public void Release() => Holds--;
    }
}
