using MiniKafka.Broker.FetchSessions;
using MiniKafka.Model;
using MiniKafka.Replication;
using MiniKafka.Rpc.FetchSessions;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Tests.Broker.FetchSessions;

public sealed class FetchContextsTests
{
    private readonly FetchSessionCache _cache = new(slots: 2, TimeProvider.System, new Random(1));
    private readonly FetchContexts _contexts;

    public FetchContextsTests() => _contexts = new FetchContexts(_cache);

    [Fact]
    public void A_full_fetch_begins_a_session_even_without_partitions()
    {
        var context = Begin(0, FetchSessionEpoch.Initial);
        Assert.Equal(ErrorCode.None, context.Finish([]));
        Assert.NotEqual(0, context.SessionId);
    }

    [Fact]
    public void An_incremental_fetch_leaves_out_what_has_not_changed()
    {
        var session = NewSession(Partition(0), Partition(1));
        var context = Begin(session, 1);
        Assert.Equal([0, 1], context.Wanted.Select(wanted => wanted.Partition.Partition));
        List<FetchAnswer> answers = [Answer(0, highWatermark: 5), Answer(1, highWatermark: 7)];
        context.Finish(answers);
        Assert.Equal(1, Assert.Single(answers).Partition.Partition);
    }

    [Fact]
    public void An_error_is_sent_again_each_time_and_its_end_too()
    {
        var session = NewSession(Partition(0));
        for (var epoch = 1; epoch <= 2; epoch++)
        {
            var context = Begin(session, epoch);
            List<FetchAnswer> answers = [new(Partition(0), FetchPartitionResult.Error(ErrorCode.OffsetOutOfRange))];
            context.Finish(answers);
            Assert.Single(answers);
        }

        List<FetchAnswer> again = [Answer(0, highWatermark: 5)];
        Begin(session, 3).Finish(again);
        Assert.Single(again);
    }

    [Fact]
    public void A_partition_that_delivered_goes_to_the_back()
    {
        var session = NewSession(Partition(0), Partition(1));
        List<FetchAnswer> answers = [Answer(0, 5, records: 10), Answer(1, 5)];
        Begin(session, 1).Finish(answers);
        Assert.Equal([1, 0], Begin(session, 2).Wanted.Select(wanted => wanted.Partition.Partition));
    }

    [Fact]
    public void Wrong_epochs_ids_and_kinds_have_codes_of_their_own()
    {
        var session = NewSession(Partition(0));
        Assert.Equal(ErrorCode.FetchSessionIdNotFound, Begin(session + 1, 1).ErrorCode);
        Assert.Equal(ErrorCode.InvalidFetchSessionEpoch, Begin(session, 2).ErrorCode);
        Assert.Equal(ErrorCode.FetchSessionTopicIdError, Begin(session, 1, usesIds: true).ErrorCode);
        Assert.Equal(ErrorCode.None, Begin(session, 1).ErrorCode);
    }

    [Fact]
    public void A_session_emptied_by_forgetting_is_gone()
    {
        var session = NewSession(Partition(0));
        Assert.Empty(_contexts.Begin(new(session, 1, false, false), [], [Partition(0)], _ => null).Wanted);
        Assert.Equal(ErrorCode.FetchSessionIdNotFound, Begin(session, 2).ErrorCode);
    }

    [Fact]
    public void A_full_cache_gives_no_session()
    {
        NewSession(Partition(0));
        NewSession(Partition(0));
        var context = Begin(0, FetchSessionEpoch.Initial);
        context.Finish([]);
        Assert.Equal(0, context.SessionId);
    }

    [Fact]
    public void An_answer_that_was_overtaken_is_refused()
    {
        var session = NewSession(Partition(0));
        var slow = Begin(session, 1);
        Begin(session, 2);
        List<FetchAnswer> answers = [Answer(0, 6)];
        Assert.Equal(ErrorCode.InvalidFetchSessionEpoch, slow.Finish(answers));
        Assert.Empty(answers);
        Assert.Equal(session, slow.SessionId);
    }

    private static TopicIdPartition Partition(int index) => new(Uuid.Zero, "t", index);

    private static FetchAnswer Answer(int index, long highWatermark, int records = 0) => new(
        Partition(index),
        new FetchPartitionResult { HighWatermark = highWatermark, LogStartOffset = 0, Records = new SharedBytes(new byte[records]) });

    private int NewSession(params TopicIdPartition[] partitions)
    {
        var wanted = new OrderedFetchPartitions();
        foreach (var partition in partitions)
        {
            wanted.Set(partition, new FetchPartition(0, 1000));
        }

        var context = _contexts.Begin(new(0, FetchSessionEpoch.Initial, false, false), wanted, [], _ => null);
        context.Finish([.. partitions.Select(partition => Answer(partition.Partition, 5))]);
        return context.SessionId;
    }

    private FetchContext Begin(int session, int epoch, bool usesIds = false) =>
        _contexts.Begin(new(session, epoch, usesIds, false), [], [], _ => null);
}
