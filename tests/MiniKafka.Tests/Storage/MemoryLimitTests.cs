using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Tests.Storage;

/// <summary>What logs in memory hold is counted, and what clients produce is refused when it would be more than may be.</summary>
public sealed class MemoryLimitTests
{
    private const long Most = 4 * 1024 * 1024;

    private readonly SpaceAccount _account = SpaceAccount.OfMemory(Most);
    private readonly MemoryFileSystem _files;

    public MemoryLimitTests() => _files = new MemoryFileSystem(new ManualClock(), _account);

    [Fact]
    public void A_client_is_refused_at_the_limit_and_told_of_its_option()
    {
        var log = TestLog.Create(fileSystem: _files);
        var refused = Fill(log);

        Assert.Equal(ErrorCode.KafkaStorageError, refused.Error);
        Assert.Contains("KafkaClusterOptions.MemoryLimit", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.InRange(_account.HeldBytes, Most / 2, Most + 1024 * 1024);
        Assert.False(log.Log.IsOffline);
    }

    [Fact]
    public void Coordinators_and_followers_go_on_at_the_limit()
    {
        var log = TestLog.Create(fileSystem: _files);
        Fill(log);

        Assert.Equal(ErrorCode.None, log.Append(log.Batch(Value()), origin: AppendOrigin.Coordinator).Error);
        var copied = TestLog.BatchAt(log.Clock.NowMs, Value());
        var follower = TestLog.Create(fileSystem: _files, root: "follower");
        Assert.Equal(ErrorCode.None, follower.Log.AppendAsFollower(copied).Error);
    }

    [Fact]
    public void A_batch_that_is_there_already_is_no_new_one_at_the_limit()
    {
        var log = TestLog.Create(fileSystem: _files);
        Assert.Equal(ErrorCode.None, log.Append(log.ProducerBatch(7, 0, 0)).Error);
        Fill(log);

        Assert.True(log.Append(log.ProducerBatch(7, 0, 0)).IsDuplicate);
        Assert.Equal(ErrorCode.KafkaStorageError, log.Append(log.ProducerBatch(7, 0, 1, count: 10_000)).Error);
    }

    [Fact]
    public void A_batch_needs_room_for_all_its_copies()
    {
        var log = TestLog.Create(fileSystem: _files);
        var batch = log.Batch(new string('x', 900_000));

        Assert.Equal(ErrorCode.KafkaStorageError, log.Log.AppendAsLeader(batch, 0, copies: 5).Error);
        Assert.Equal(ErrorCode.None, log.Log.AppendAsLeader(batch, 0, copies: 1).Error);
        batch.Release();
    }

    [Fact]
    public void The_limit_is_warned_of_once_and_told_of_again_when_an_eighth_is_free()
    {
        var log = TestLog.Create(LogConfig.Default with { SegmentBytes = 256 * 1024 }, _files);
        Fill(log);
        Assert.Equal(ErrorCode.KafkaStorageError, log.Append(Value()).Error);
        log.Log.IncrementLogStartOffset(log.Log.LogEndOffset / 2);
        Assert.True(log.Log.DeleteOldSegments() > 0);
        Assert.Equal(ErrorCode.None, log.Append(Value()).Error);

        Assert.Collection(
            log.Logger.Lines.Where(line => line.Contains("memory", StringComparison.Ordinal)),
            line => Assert.StartsWith("Warning: The memory for logs is full", line, StringComparison.Ordinal),
            line => Assert.EndsWith("; 2 batches were refused meanwhile.", line, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_deleted_makes_room_at_once_though_it_lies_in_the_active_segment()
    {
        var log = TestLog.Create(fileSystem: _files);
        Fill(log);
        log.Log.IncrementLogStartOffset(log.Log.LogEndOffset);
        log.Log.FreeBelowStart();

        Assert.InRange(_account.HeldBytes, 0, Most / 8);
        Assert.Equal(ErrorCode.None, log.Append(Value()).Error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_account_is_what_the_files_hold_whatever_is_done_with_them(int seed)
    {
        var random = new Random(seed);
        var account = SpaceAccount.OfMemory(long.MaxValue);
        MemoryFileSystem[] disks = [new(new ManualClock(), account), new(new ManualClock(), account)];
        var leader = TestLog.Create(LogConfig.Default with { SegmentBytes = 400_000, RetentionBytes = 1_000_000 }, disks[0]);
        var follower = TestLog.Create(leader.Log.Config, disks[1]);
        for (var step = 0; step < 300; step++)
        {
            switch (random.Next(8))
            {
                case 0:
                    leader.Log.DeleteOldSegments();
                    break;
                case 1:
                    follower.Log.DeleteOldSegments();
                    break;
                case 2:
                    leader.Log.TruncateTo(random.NextInt64(leader.Log.LogStartOffset, leader.Log.LogEndOffset + 1));
                    follower.Log.TruncateTo(Math.Max(follower.Log.LogStartOffset, Math.Min(leader.Log.LogEndOffset, follower.Log.LogEndOffset)));
                    break;
                case 3:
                    leader.Reopen(clean: random.Next(2) == 0);
                    break;
                case 4 or 5:
                    Copy(leader, follower);
                    break;
                default:
                    leader.Append(Received(leader.Batch(Value(random.Next(200_000)))));
                    break;
            }

            Assert.Equal(disks.Sum(disk => disk.HeldBytes), account.HeldBytes);
            Assert.True(account.HeldBytes >= leader.Log.Size + follower.Log.Size);
        }

        foreach (var log in (TestLog[])[leader, follower])
        {
            log.Log.Retire();
            log.Context.FileSystem.DeleteDirectory(log.Log.Directory);
        }

        Assert.Equal(0, account.HeldBytes);
    }

    [Fact]
    public void What_is_promised_to_followers_ends_with_the_life_of_who_promised()
    {
        using var promised = new PromisedCopies(_account);
        promised.Add(1000);
        promised.Add(-400);
        Assert.Equal((600, Most - 600), (_account.PromisedBytes, _account.FreeBytes));
        promised.Dispose();
        promised.Add(5);
        Assert.Equal(0, _account.PromisedBytes);
    }

    private static void Copy(TestLog leader, TestLog follower)
    {
        if (follower.Log.LogEndOffset < leader.Log.LogStartOffset || follower.Log.LogEndOffset > leader.Log.LogEndOffset)
        {
            follower.Log.TruncateFullyAndStartAt(leader.Log.LogStartOffset);
        }

        var read = leader.Log.Read(follower.Log.LogEndOffset, 300_000, LogReadBound.LogEnd, minOneMessage: true).Records;
        follower.Log.AppendAsFollower(read);
        read.Release();
    }

    private static LogAppendResult Fill(TestLog log)
    {
        for (var written = 0L; written < 2 * Most; written += Value().Length)
        {
            if (log.Append(Value()) is { IsSuccess: false } refused)
            {
                return refused;
            }
        }

        throw new InvalidOperationException("Twice as much as may be was taken.");
    }

    private static SharedBytes Received(SharedBytes batch)
    {
        var buffer = PooledBuffer.RentForReceiving((int)batch.Length);
        System.Buffers.BuffersExtensions.CopyTo(batch.Sequence, buffer.Span);
        batch.Release();
        return new SharedBytes(buffer.Memory, buffer);
    }

    private static string Value(int size = 10_000) => new('v', size);
}
