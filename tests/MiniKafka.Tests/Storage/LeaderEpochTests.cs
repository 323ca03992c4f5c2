using MiniKafka.Storage;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Tests.Storage;

public sealed class LeaderEpochTests
{
    [Fact]
    public void An_epoch_that_appended_nothing_gives_way_when_records_of_an_older_one_follow()
    {
        var leader = TestLog.Create();
        leader.Append(leader.Batch("a"), leaderEpoch: 3);
        leader.Append(leader.Batch("b"), leaderEpoch: 3);
        var follower = TestLog.Create();
        follower.Log.AppendAsFollower(leader.Log.Read(0, 1, LogReadBound.LogEnd, minOneMessage: true).Records);
        follower.Log.Epochs.Assign(4, follower.Log.LogEndOffset);
        follower.Log.AppendAsFollower(leader.Log.Read(1, 1, LogReadBound.LogEnd, minOneMessage: true).Records);
        Assert.Equal([new EpochStart(3, 0)], follower.Log.Epochs.Epochs);
    }

    [Fact]
    public void An_empty_log_that_once_led_takes_the_epochs_of_what_it_copies()
    {
        var leader = TestLog.Create();
        leader.Append(leader.Batch("a"), leaderEpoch: 0);
        var follower = TestLog.Create();
        follower.Log.Epochs.Assign(1, 0);
        follower.Log.AppendAsFollower(leader.Log.Read(0, 1, LogReadBound.LogEnd, minOneMessage: true).Records);
        Assert.Equal([new EpochStart(0, 0)], follower.Log.Epochs.Epochs);
    }

    [Fact]
    public void A_log_that_has_lost_where_it_began_knows_all_epochs_of_what_it_has_again()
    {
        var log = TestLog.Create();
        for (var epoch = 1; epoch <= 4; epoch++)
        {
            log.Append(log.Batch("a"), epoch);
            log.Append(log.Batch("b"), epoch);
        }

        var written = log.Log.Epochs.Epochs.ToList();
        log.Log.IncrementLogStartOffset(5);
        Assert.Equal([new EpochStart(3, 5), new EpochStart(4, 6)], log.Log.Epochs.Epochs);

        log.Reopen(clean: false, logStartOffset: 0);
        Assert.Equal(written, log.Log.Epochs.Epochs);
        Assert.Equal((2, 4), log.Log.Epochs.EndOffsetFor(2, log.Log.LogEndOffset));
        log.Reopen(clean: true);
        Assert.Equal(written, log.Log.Epochs.Epochs);
    }

    [Fact]
    public void Epochs_read_from_batches_are_written_when_all_are_read()
    {
        var (epochs, checkpoint) = Cache();
        epochs.BeginReading(0);
        epochs.Found(1, 0);
        epochs.Found(2, 5);
        Assert.Null(checkpoint.Read());
        epochs.EndReading(7);
        Assert.Equal([new EpochStart(1, 0), new EpochStart(2, 5)], checkpoint.Read());
    }

    [Fact]
    public void What_the_file_says_of_records_that_were_cut_off_gives_way_to_the_batches()
    {
        var (epochs, checkpoint) = Cache(new EpochStart(1, 0), new EpochStart(2, 65), new EpochStart(3, 103));
        epochs.BeginReading(54);
        epochs.Found(1, 54);
        epochs.Found(2, 66);
        epochs.Found(3, 95);
        epochs.EndReading(98);
        Assert.Equal([new EpochStart(1, 0), new EpochStart(2, 65), new EpochStart(3, 95)], checkpoint.Read());
    }

    [Fact]
    public void An_epoch_that_the_file_lets_begin_before_the_one_before_it_begins_where_its_batches_do()
    {
        var (epochs, checkpoint) = Cache(new EpochStart(1, 0), new EpochStart(3, 50));
        epochs.BeginReading(0);
        epochs.Found(1, 0);
        epochs.Found(2, 60);
        epochs.Found(3, 70);
        epochs.EndReading(80);
        Assert.Equal([new EpochStart(1, 0), new EpochStart(2, 60), new EpochStart(3, 70)], checkpoint.Read());
    }

    [Fact]
    public void An_epoch_in_which_nothing_was_appended_yet_stays_only_at_the_end()
    {
        var (epochs, _) = Cache(new EpochStart(1, 0), new EpochStart(2, 10));
        epochs.BeginReading(0);
        epochs.Found(1, 0);
        epochs.EndReading(10);
        Assert.Equal([new EpochStart(1, 0), new EpochStart(2, 10)], epochs.Epochs);
        epochs.BeginReading(0);
        epochs.Found(1, 0);
        epochs.EndReading(9);
        Assert.Equal([new EpochStart(1, 0)], epochs.Epochs);
    }

    [Fact]
    public void A_checkpoint_whose_last_number_was_cut_off_counts_as_lost()
    {
        var files = new MemoryFileSystem(new ManualClock());
        files.CreateDirectory("t-0");
        var checkpoint = new LeaderEpochCheckpointFile(files, "t-0");
        checkpoint.Write([new EpochStart(0, 0), new EpochStart(1, 117)]);
        using (var file = files.Open(Path.Combine("t-0", LeaderEpochCheckpointFile.Name), FileOpening.Existing))
        {
            file.Truncate(file.Length - 2);
        }

        Assert.Null(checkpoint.Read());
    }

    private static (LeaderEpochCache Epochs, LeaderEpochCheckpointFile File) Cache(params EpochStart[] filed)
    {
        var files = new MemoryFileSystem(new ManualClock());
        files.CreateDirectory("t-0");
        var checkpoint = new LeaderEpochCheckpointFile(files, "t-0");
        if (filed.Length > 0)
        {
            checkpoint.Write(filed);
        }

        var epochs = new LeaderEpochCache(checkpoint);
        Assert.Equal(filed.Length > 0, epochs.Load());
        return (epochs, checkpoint);
    }
}
