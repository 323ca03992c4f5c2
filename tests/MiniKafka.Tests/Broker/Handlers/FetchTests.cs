using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Tests.Broker.Handlers;

/// <summary>Answers to Fetch requests that few clients send, as in Apache Kafka.</summary>
public sealed class FetchTests
{
    private const sbyte ReadCommitted = 1;
    private const sbyte NoSuchLevel = 2;
    private const int WaitMs = 3_000;
    private static readonly byte[] s_batch = HandlerBench.Batch("a", "b");

    [Fact]
    public void Only_a_request_that_reads_something_has_its_isolation_level_looked_at() => HandlerBench.Run(
        async bench =>
        {
            var nothing = await bench.FetchAsync(12, new FetchRequest { IsolationLevel = NoSuchLevel, SessionEpoch = -1, Topics = [Topic("nope", Part())] });
            Assert.Equal((ErrorCode.None, ErrorCode.UnknownTopicOrPartition), (nothing.ErrorCode, nothing.Responses[0].Partitions[0].ErrorCode));
            var something = await bench.FetchAsync(12, new FetchRequest { IsolationLevel = NoSuchLevel, SessionId = 7, SessionEpoch = -1, Topics = [Topic("t", Part())] });
            Assert.Equal((ErrorCode.InvalidRequest, 7), (something.ErrorCode, something.SessionId));
            Assert.Equal(ErrorCode.InvalidRequest, something.Responses[0].Partitions[0].ErrorCode);
        },
        null,
        "t");

    [Fact]
    public void An_id_that_is_no_id_spoils_the_request_when_another_error_follows() => HandlerBench.Run(
        async bench =>
        {
            var alone = await bench.FetchAsync(13, new FetchRequest { SessionEpoch = -1, Topics = [ById(Uuid.Zero, Part()), ById(bench.IdOf("t"), Part())] });
            Assert.Equal(ErrorCode.None, alone.ErrorCode);
            Assert.Equal([ErrorCode.None, ErrorCode.UnknownTopicId], alone.Responses.Select(topic => topic.Partitions[0].ErrorCode));
            var followed = await bench.FetchAsync(13, new FetchRequest { SessionEpoch = 0, Topics = [ById(Uuid.Zero, Part(), Part(1))] });
            Assert.Equal((ErrorCode.InvalidRequest, 0), (followed.ErrorCode, followed.Responses.Count));
        },
        null,
        "t");

    [Fact]
    public void A_limit_below_zero_matters_only_where_there_is_something_to_read() => HandlerBench.Run(
        async bench =>
        {
            bench.Append("t", s_batch);
            Assert.Equal(ErrorCode.UnknownServerError, await LimitedAsync(bench, 0));
            Assert.Equal(ErrorCode.None, await LimitedAsync(bench, 2));
            Assert.Equal(ErrorCode.OffsetOutOfRange, await LimitedAsync(bench, 3));
        },
        null,
        "t");

    [Fact]
    public void Where_a_limit_leaves_nothing_of_a_batch_no_aborted_transactions_are_told() => HandlerBench.Run(
        async bench =>
        {
            foreach (var topic in (string[])["t", "u"])
            {
                bench.Append(topic, s_batch);
            }

            var response = await bench.FetchAsync(11, new FetchRequest { SessionEpoch = -1, IsolationLevel = ReadCommitted, MaxBytes = s_batch.Length + 20, Topics = [Topic("t", Part()), Topic("u", Part())] });
            Assert.Equal([(s_batch.Length, 0), (0, null)], response.Responses.Select(topic => ((int)topic.Partitions[0].Records!.Value.Length, topic.Partitions[0].AbortedTransactions?.Count)));
        },
        null,
        "t",
        "u");

    [Fact]
    public void A_stranger_that_knows_the_epoch_is_taken_for_a_replica_to_come() => HandlerBench.Run(
        async bench =>
        {
            Assert.Equal(ErrorCode.NotLeaderOrFollower, await StrangerAsync(bench, -1));
            Assert.Equal(ErrorCode.UnknownLeaderEpoch, await StrangerAsync(bench, 0));
        },
        null,
        "t");

    [Fact]
    public void An_offset_below_the_log_is_out_of_range_even_where_the_logs_part() => HandlerBench.Run(
        async bench =>
        {
            bench.Append("t", s_batch);
            bench.Append("t", HandlerBench.Batch("c", "d"), leaderEpoch: 2);
            bench.LogOf("t").IncrementLogStartOffset(1);
            Assert.Equal(ErrorCode.None, await DivergingAsync(bench, 1));
            Assert.Equal(ErrorCode.OffsetOutOfRange, await DivergingAsync(bench, 0));
        },
        null,
        "t");

    [Fact]
    public void A_partition_both_asked_for_and_forgotten_is_served_by_the_session_that_ends_with_it() => HandlerBench.Run(
        async bench =>
        {
            var session = (await bench.FetchAsync(12, new FetchRequest { SessionEpoch = 0, Topics = [Topic("t", Part())] })).SessionId;
            var last = await bench.FetchAsync(12, new FetchRequest
            {
                SessionId = session,
                SessionEpoch = 1,
                Topics = [Topic("t", Part())],
                ForgottenTopicsData = [new FetchRequest.ForgottenTopic { Topic = "t", Partitions = [0] }],
            });
            Assert.Equal((0, 1), (last.SessionId, last.Responses.Count));
        },
        null,
        "t");

    [Fact]
    public void A_batch_larger_than_the_limits_ends_the_wait_for_it() => HandlerBench.Run(
        async bench =>
        {
            var started = bench.Clock.GetTimestamp();
            var waiting = WaitAsync(bench, Part(most: 10), minBytes: 5);
            bench.Append("t", s_batch);
            var answer = (await waiting).Responses[0].Partitions[0];
            Assert.Equal((s_batch.Length, TimeSpan.Zero), ((int)answer.Records!.Value.Length, bench.Clock.GetElapsedTime(started)));
        },
        null,
        "t");

    [Fact]
    public void A_limit_that_holds_less_than_is_wanted_is_waited_out() => HandlerBench.Run(
        async bench =>
        {
            var started = bench.Clock.GetTimestamp();
            var waiting = WaitAsync(bench, Part(most: 10), minBytes: 11);
            bench.Append("t", s_batch);
            Assert.Equal(s_batch.Length, (await waiting).Responses[0].Partitions[0].Records!.Value.Length);
            Assert.Equal(TimeSpan.FromMilliseconds(WaitMs), bench.Clock.GetElapsedTime(started));
        },
        null,
        "t");

    [Fact]
    public void A_fetch_waits_on_although_what_it_asks_for_is_deleted() => HandlerBench.Run(
        async bench =>
        {
            bench.Append("t", s_batch);
            var started = bench.Clock.GetTimestamp();
            var waiting = WaitAsync(bench, Part(), minBytes: 10_000);
            Assert.Equal(ErrorCode.None, bench.Replicas.Find(new TopicPartition("t", 0))!.DeleteRecords(1));
            Assert.Equal(ErrorCode.OffsetOutOfRange, (await waiting).Responses[0].Partitions[0].ErrorCode);
            Assert.Equal(TimeSpan.FromMilliseconds(WaitMs), bench.Clock.GetElapsedTime(started));
        },
        null,
        "t");

    [Fact]
    public void Who_waits_for_a_topic_that_is_deleted_hears_that_there_is_none() => HandlerBench.Run(
        async bench =>
        {
            var started = bench.Clock.GetTimestamp();
            var waiting = WaitAsync(bench, Part(), minBytes: 1);
            bench.DeleteTopics();
            Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await waiting).Responses[0].Partitions[0].ErrorCode);
            Assert.Equal(TimeSpan.Zero, bench.Clock.GetElapsedTime(started));
        },
        null,
        "t");

    [Theory]
    [InlineData(12)]
    [InlineData(13)]
    public void Who_asks_for_a_partition_that_the_leader_has_not_heard_of_is_answered_when_it_hears_of_it(short version) => HandlerBench.Run(
        async bench =>
        {
            var (known, fresh) = (bench.IdOf("t"), bench.IdOf("u"));
            var reveal = bench.Conceal("u");
            var started = bench.Clock.GetTimestamp();
            var waiting = bench.FetchAsync(version, new FetchRequest
            {
                SessionEpoch = 0,
                MaxWaitMs = WaitMs,
                MinBytes = 1,
                Topics = version < 13 ? [Topic("t", Part()), Topic("u", Part())] : [ById(known, Part()), ById(fresh, Part())],
            });
            await Task.Delay(TimeSpan.FromMilliseconds(100), bench.Clock);
            Assert.False(waiting.IsCompleted);

            reveal();
            var answer = await waiting;
            Assert.Equal(TimeSpan.FromMilliseconds(100), bench.Clock.GetElapsedTime(started));
            Assert.Equal([ErrorCode.None, ErrorCode.None], answer.Responses.Select(topic => topic.Partitions[0].ErrorCode));
            Assert.NotEqual(0, answer.SessionId);
        },
        null,
        "t",
        "u");

    private static Task<FetchResponse> WaitAsync(HandlerBench bench, FetchRequest.FetchPartition part, int minBytes) =>
        bench.FetchAsync(12, new FetchRequest { SessionEpoch = -1, MaxWaitMs = WaitMs, MinBytes = minBytes, Topics = [Topic("t", part)] });

    private static async Task<ErrorCode> LimitedAsync(HandlerBench bench, long offset) =>
        (await bench.FetchAsync(12, new FetchRequest { SessionEpoch = -1, Topics = [Topic("t", Part(offset: offset, most: -1))] })).Responses[0].Partitions[0].ErrorCode;

    private static async Task<ErrorCode> StrangerAsync(HandlerBench bench, int epoch)
    {
        var part = Part();
        part.CurrentLeaderEpoch = epoch;
        return (await bench.FetchAsync(12, new FetchRequest { ReplicaId = 4711, SessionEpoch = -1, Topics = [Topic("t", part)] })).Responses[0].Partitions[0].ErrorCode;
    }

    /// <summary>Asks as one whose last epoch was 1, which there never was.</summary>
    private static async Task<ErrorCode> DivergingAsync(HandlerBench bench, long offset)
    {
        var part = Part(offset: offset);
        part.LastFetchedEpoch = 1;
        var answer = (await bench.FetchAsync(12, new FetchRequest { SessionEpoch = -1, Topics = [Topic("t", part)] })).Responses[0].Partitions[0];
        Assert.Equal(answer.ErrorCode == ErrorCode.None, answer.DivergingEpoch is { Epoch: 0, EndOffset: 2 });
        return answer.ErrorCode;
    }

    private static FetchRequest.FetchTopic Topic(string name, params FetchRequest.FetchPartition[] partitions) => new() { Topic = name, Partitions = [.. partitions] };

    private static FetchRequest.FetchTopic ById(Uuid id, params FetchRequest.FetchPartition[] partitions) => new() { TopicId = id, Partitions = [.. partitions] };

    private static FetchRequest.FetchPartition Part(int index = 0, long offset = 0, int most = 1 << 20) =>
        new() { Partition = index, FetchOffset = offset, PartitionMaxBytes = most, CurrentLeaderEpoch = -1, LastFetchedEpoch = -1 };
}
