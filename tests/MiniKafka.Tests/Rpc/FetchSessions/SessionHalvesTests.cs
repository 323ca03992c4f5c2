using MiniKafka.Broker.FetchSessions;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Rpc.FetchSessions;

namespace MiniKafka.Tests.Rpc.FetchSessions;

/// <summary>The reader's half of a session and the broker's, with all that can come between them.</summary>
public sealed class SessionHalvesTests
{
    private const int Partitions = 5;
    private static readonly string[] Topics = ["a", "b", "c"];

    [Fact]
    public void The_broker_serves_just_what_is_wanted_and_whoever_reads_knows_the_newest()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            new World(seed).Run();
        }
    }

    private sealed class World(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly ReaderSession<Reader> _session = new();
        private readonly SortedDictionary<TopicPartition, Reader> _readers = [];
        private readonly SortedDictionary<TopicPartition, long> _highWatermarks = [];
        private readonly SortedDictionary<string, ulong> _ids = new(StringComparer.Ordinal);
        private FetchSessionCache _cache = null!;
        private FetchContexts _contexts = null!;
        private int _asOfEpoch;

        public void Run()
        {
            Restart();
            foreach (var topic in Topics)
            {
                _ids[topic] = (ulong)_ids.Count + 1;
            }

            for (var round = 0; round < 100; round++)
            {
                Disturb();
                var wanted = Wanted();
                var isLost = _random.Next(20) == 0;
                if (!Fetch(wanted, isLost))
                {
                    Assert.True(Fetch(wanted, isLost), $"seed {seed}: a full fetch was refused in round {round}");
                }
            }
        }

        private void Disturb()
        {
            var partition = Any();
            _highWatermarks[partition] = _highWatermarks.GetValueOrDefault(partition) + 1;
            switch (_random.Next(12))
            {
                case 0:
                    Restart();
                    break;
                case 1:
                    _cache.Remove(_session.Request.SessionId);
                    break;
                case 2:
                    _readers[Any()] = new Reader();
                    break;
                case 3:
                    _ids[partition.Topic] += 100;
                    break;
                case 4:
                    // A session that somebody else went on with, or that a repeated request did.
                    if (_cache.Find(_session.Request.SessionId) is { } overtaken)
                    {
                        overtaken.Epoch++;
                    }

                    break;
                default:
                    break;
            }
        }

        private void Restart()
        {
            _cache = new FetchSessionCache(slots: 2, TimeProvider.System, new Random(seed + _asOfEpoch++));
            _contexts = new FetchContexts(_cache);
        }

        private SortedDictionary<TopicPartition, FetchWish> Wanted()
        {
            var wanted = new SortedDictionary<TopicPartition, FetchWish>();
            for (var count = _random.Next(1, 12); count > 0; count--)
            {
                wanted[Any()] = new FetchWish(_random.Next(2), 100, _random.Next(2));
            }

            return wanted;
        }

        /// <summary>False when the session was refused.</summary>
        private bool Fetch(SortedDictionary<TopicPartition, FetchWish> wanted, bool isLost)
        {
            _session.Begin();
            foreach (var (partition, wish) in wanted)
            {
                _readers.TryAdd(partition, new Reader());
                _session.Want(partition, new Uuid(0, _ids[partition.Topic]), _readers[partition], wish);
            }

            _session.Complete();
            var context = Serve(_session.Request);
            if (context.ErrorCode != ErrorCode.None)
            {
                return _session.TryTake(new FetchResponse { ErrorCode = context.ErrorCode });
            }

            var served = context.Wanted.ToDictionary(one => one.Partition.TopicPartition, one => one.Request);
            Assert.Equal(wanted.Keys, served.Keys.Order());
            Assert.All(wanted, pair => Assert.Equal((pair.Value.FetchOffset, pair.Value.CurrentLeaderEpoch), (served[pair.Key].FetchOffset, served[pair.Key].CurrentLeaderEpoch)));
            List<FetchAnswer> answers = [.. context.Wanted.Select(one => new FetchAnswer(one.Partition, new FetchPartitionResult { HighWatermark = _highWatermarks.GetValueOrDefault(one.Partition.TopicPartition) }))];
            context.Finish(answers);
            if (isLost)
            {
                return true;
            }

            Assert.True(_session.TryTake(new FetchResponse { SessionId = context.SessionId }));
            foreach (var (partition, result) in answers)
            {
                Assert.True(_session.TryFind(new FetchResponse.FetchableTopicResponse { TopicId = partition.TopicId }, partition.Partition, out var reader));
                reader.HighWatermark = result.HighWatermark;
            }

            Assert.All(wanted.Keys, partition => Assert.Equal(_highWatermarks.GetValueOrDefault(partition), _readers[partition].HighWatermark));
            return true;
        }

        private FetchContext Serve(FetchRequest request)
        {
            var wanted = new OrderedFetchPartitions();
            foreach (var topic in request.Topics)
            {
                foreach (var partition in topic.Partitions)
                {
                    wanted.Set(
                        new TopicIdPartition(topic.TopicId, topic.Topic, partition.Partition),
                        new MiniKafka.Replication.FetchPartition(partition.FetchOffset, partition.PartitionMaxBytes, partition.CurrentLeaderEpoch));
                }
            }

            var forgotten = request.ForgottenTopicsData.SelectMany(topic => topic.Partitions.Select(partition => new TopicIdPartition(topic.TopicId, topic.Topic, partition)));
            return _contexts.Begin(new FetchSessionRequest(request.SessionId, request.SessionEpoch, UsesTopicIds: true, OfFollower: false), wanted, forgotten, _ => null);
        }

        private TopicPartition Any() => new(Topics[_random.Next(Topics.Length)], _random.Next(Partitions));
    }

    private sealed class Reader
    {
        public long HighWatermark { get; set; } = -1;
    }
}
