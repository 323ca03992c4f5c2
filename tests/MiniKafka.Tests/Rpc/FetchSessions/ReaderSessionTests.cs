using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc.FetchSessions;

namespace MiniKafka.Tests.Rpc.FetchSessions;

public sealed class ReaderSessionTests
{
    private static readonly Uuid TopicId = new(1, 2);
    private readonly ReaderSession<string> _session = new();

    [Fact]
    public void A_session_names_what_changed_and_what_is_wanted_no_longer()
    {
        Assert.Equal("0/0: 0@5 1@5", Ask((0, 5), (1, 5)));
        Assert.True(Answer(7));
        Assert.Equal("7/1:", Ask((0, 5), (1, 5)));
        Assert.True(Answer(7));
        Assert.Equal("7/2: 1@6", Ask((0, 5), (1, 6)));
        Assert.True(Answer(7));
        Assert.Equal("7/3: 2@0 -0", Ask((1, 6), (2, 0)));
        Assert.True(Answer(7));
        Assert.Equal("7/4: 0@5", Ask((0, 5), (1, 6), (2, 0)));
    }

    [Fact]
    public void A_broker_that_gives_no_session_is_asked_for_everything_each_time()
    {
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal("0/0: 0@5", Ask((0, 5)));
            Assert.True(Answer(0));
        }
    }

    [Theory]
    [InlineData(ErrorCode.FetchSessionIdNotFound, "0/0: 0@5 1@5")]
    [InlineData(ErrorCode.InvalidFetchSessionEpoch, "7/0: 0@5 1@5")]
    [InlineData(ErrorCode.FetchSessionTopicIdError, "7/0: 0@5 1@5")]
    public void A_broker_that_knows_the_session_no_longer_or_otherwise_is_asked_for_everything(ErrorCode error, string asked)
    {
        Ask((0, 5), (1, 5));
        Answer(7);
        Ask((0, 5), (1, 5));
        Assert.False(Answer(0, error));
        Assert.Equal(asked, Ask((0, 5), (1, 5)));
        Assert.True(Answer(8));
        Assert.Equal("8/1:", Ask((0, 5), (1, 5)));
    }

    [Fact]
    public void Without_an_answer_the_session_is_closed_and_everything_is_asked_for()
    {
        Ask((0, 5), (1, 5));
        Answer(7);
        Ask((0, 6), (1, 5));
        Assert.Equal("7/0: 0@6 1@5", Ask((0, 6), (1, 5)));
    }

    [Fact]
    public void Another_reader_and_another_topic_of_the_name_are_told_everything()
    {
        Ask((0, 5), (1, 5));
        Answer(7);
        Assert.Equal("7/0: 0@5 1@5", Ask(TopicId, "another", (0, 5), (1, 5)));
        Answer(8);
        Assert.Equal("8/0: 0@5 1@5", Ask(new Uuid(3, 4), "another", (0, 5), (1, 5)));
        Assert.All(_session.Request.Topics, topic => Assert.Equal(new Uuid(3, 4), topic.TopicId));
    }

    [Fact]
    public void Only_what_the_last_request_wanted_is_found_in_its_answer()
    {
        Ask((0, 5), (1, 5));
        Answer(7);
        Ask((1, 5));
        var topic = new FetchResponse.FetchableTopicResponse { TopicId = TopicId };
        Assert.True(_session.TryFind(topic, 1, out var reader));
        Assert.Equal("reader", reader);
        Assert.False(_session.TryFind(topic, 0, out _));
        Assert.False(_session.TryFind(new FetchResponse.FetchableTopicResponse { TopicId = new Uuid(3, 4) }, 1, out _));
    }

    [Fact]
    public void Without_a_session_everything_is_asked_for_and_none_is_begun()
    {
        var session = new ReaderSession<string>(isKept: false);
        for (var round = 0; round < 2; round++)
        {
            session.Begin();
            session.Want(new TopicPartition("t", 0), TopicId, "reader", new FetchWish(5, 100));
            session.Complete();
            Assert.Equal((0, -1, 1), (session.Request.SessionId, session.Request.SessionEpoch, session.Request.Topics.Count));
            session.TryTake(new FetchResponse());
        }
    }

    [Fact]
    public void Nothing_is_allocated_for_partitions_that_did_not_change()
    {
        const int Partitions = 1000;
        var answer = new FetchResponse { SessionId = 7 };
        for (var round = 0; round < 3; round++)
        {
            Round();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
        {
            Round();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round()
        {
            _session.Begin();
            for (var partition = 0; partition < Partitions; partition++)
            {
                _session.Want(new TopicPartition("t", partition), TopicId, "reader", new FetchWish(5, 100));
            }

            _session.Complete();
            _session.TryTake(answer);
        }
    }

    private string Ask(params ReadOnlySpan<(int Partition, long Offset)> wanted) => Ask(TopicId, "reader", wanted);

    private string Ask(Uuid id, string reader, params ReadOnlySpan<(int Partition, long Offset)> wanted)
    {
        _session.Begin();
        foreach (var (partition, offset) in wanted)
        {
            _session.Want(new TopicPartition("t", partition), id, reader, new FetchWish(offset, 100));
        }

        _session.Complete();
        var request = _session.Request;
        var asked = request.Topics.SelectMany(topic => topic.Partitions).OrderBy(partition => partition.Partition).Select(partition => $" {partition.Partition}@{partition.FetchOffset}");
        var forgotten = request.ForgottenTopicsData.SelectMany(topic => topic.Partitions).Select(partition => $" -{partition}");
        return $"{request.SessionId}/{request.SessionEpoch}:{string.Concat(asked)}{string.Concat(forgotten)}";
    }

    private bool Answer(int sessionId, ErrorCode error = ErrorCode.None) => _session.TryTake(new FetchResponse { SessionId = sessionId, ErrorCode = error });
}
