using MiniKafka.Model;

namespace MiniKafka.Assignment;

/// <summary>
/// The working state of one sticky assignment.
/// 1. Owned partitions stay where they are.
/// 2. The others go to the least loaded subscriber, topics with the fewest subscribers first.
/// 3. While somebody has at least two more than another, and a chain of subscriptions leads from one to the other, one
///    partition moves along each link. When no such chain is left the load is as even as it can be (an optimal
///    semi-matching), and every chain is a shortest one, so little moves.
/// </summary>
internal sealed class StickyBalance
{
    private readonly List<Load> _loads = [];
    private readonly SortedDictionary<string, List<Load>> _subscribers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<TopicPartition, string> _owners;

    public StickyBalance(
        IReadOnlyCollection<GroupSubscription> members,
        SortedDictionary<string, List<GroupSubscription>> topics,
        SortedDictionary<TopicPartition, string> owners)
    {
        _owners = owners;
        var byId = new Dictionary<string, Load>(StringComparer.Ordinal);
        foreach (var member in members.Order())
        {
            var load = new Load(member.MemberId, _loads.Count);
            _loads.Add(load);
            byId.Add(member.MemberId, load);
        }

        foreach (var (topic, subscribers) in topics)
        {
            _subscribers.Add(topic, subscribers.ConvertAll(s => byId[s.MemberId]));
        }
    }

    public void KeepOwned()
    {
        var byId = _loads.ToDictionary(l => l.MemberId, StringComparer.Ordinal);
        foreach (var (partition, owner) in _owners)
        {
            byId[owner].Add(partition);
        }
    }

    public void HandOutTheRest(IReadOnlyDictionary<string, int> partitionsPerTopic)
    {
        foreach (var (topic, subscribers) in _subscribers.OrderBy(t => t.Value.Count).ThenBy(t => t.Key, StringComparer.Ordinal))
        {
            var leastLoaded = new PriorityQueue<Load, (int Count, int Index)>(
                subscribers.Select(s => (s, (s.Count, s.Index))));
            for (var i = 0; i < partitionsPerTopic[topic]; i++)
            {
                var partition = new TopicPartition(topic, i);
                if (_owners.ContainsKey(partition))
                {
                    continue;
                }

                var taker = leastLoaded.Dequeue();
                taker.Add(partition);
                leastLoaded.Enqueue(taker, (taker.Count, taker.Index));
            }
        }
    }

    public void Level()
    {
        while (LevelOnce())
        {
            // A move may open a way for somebody who had none before.
        }
    }

    public SortedDictionary<string, IReadOnlyList<TopicPartition>> Build()
    {
        var result = new SortedDictionary<string, IReadOnlyList<TopicPartition>>(StringComparer.Ordinal);
        foreach (var load in _loads)
        {
            result.Add(load.MemberId, load.Partitions());
        }

        return result;
    }

    /// <summary>Always the most loaded gives next, else one would be drained for what others have too much.</summary>
    private bool LevelOnce()
    {
        var moved = false;
        var mostLoaded = new PriorityQueue<Load, (int Count, int Index)>(_loads.Select(l => (l, (-l.Count, l.Index))));
        while (mostLoaded.TryDequeue(out var giver, out _))
        {
            if (FindChain(giver) is { } chain)
            {
                MoveAlong(chain);
                mostLoaded.Enqueue(giver, (-giver.Count, giver.Index));
                moved = true;
            }
        }

        return moved;
    }

    /// <summary>The shortest chain from the giver to somebody with at least two fewer, or null.</summary>
    private List<Link>? FindChain(Load giver)
    {
        var cameBy = new Dictionary<Load, Link?> { [giver] = null };
        var seenTopics = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<Load>([giver]);
        while (waiting.TryDequeue(out var from))
        {
            foreach (var topic in from.Topics)
            {
                // Whoever subscribes to a topic was reached when the topic was first met.
                if (!seenTopics.Add(topic))
                {
                    continue;
                }

                Load? taker = null;
                foreach (var to in _subscribers[topic])
                {
                    if (!cameBy.TryAdd(to, new Link(from, to, topic)))
                    {
                        continue;
                    }

                    waiting.Enqueue(to);
                    if (to.Count <= giver.Count - 2 && (taker is null || to.Count < taker.Count))
                    {
                        taker = to;
                    }
                }

                if (taker is not null)
                {
                    return ChainTo(taker, cameBy);
                }
            }
        }

        return null;
    }

    private static List<Link> ChainTo(Load taker, Dictionary<Load, Link?> cameBy)
    {
        var chain = new List<Link>();
        for (var link = cameBy[taker]; link is not null; link = cameBy[link.From])
        {
            chain.Add(link);
        }

        return chain;
    }

    private void MoveAlong(List<Link> chain)
    {
        // From the far end, so that nobody passes on what it only just received.
        foreach (var link in chain)
        {
            var partition = link.From.Take(link.Topic, p => !_owners.TryGetValue(p, out var owner) ? 1
                : owner == link.To.MemberId ? 0
                : owner != link.From.MemberId ? 2
                : 3);
            link.To.Add(partition);
        }
    }

    private sealed record Link(Load From, Load To, string Topic);

    /// <summary>What one member has so far, by topic.</summary>
    private sealed class Load(string memberId, int index)
    {
        private readonly SortedDictionary<string, SortedSet<int>> _topics = new(StringComparer.Ordinal);

        public string MemberId { get; } = memberId;

        public int Index { get; } = index;

        public int Count { get; private set; }

        public IEnumerable<string> Topics => _topics.Keys;

        public void Add(TopicPartition partition)
        {
            if (!_topics.TryGetValue(partition.Topic, out var partitions))
            {
                _topics.Add(partition.Topic, partitions = []);
            }

            partitions.Add(partition.Partition);
            Count++;
        }

        /// <summary>Gives up the partition of the topic that is dearest to nobody; of equals, the last.</summary>
        public TopicPartition Take(string topic, Func<TopicPartition, int> attachment)
        {
            var partitions = _topics[topic];
            var chosen = partitions.Reverse().Select(p => new TopicPartition(topic, p)).MinBy(attachment);
            partitions.Remove(chosen.Partition);
            if (partitions.Count == 0)
            {
                _topics.Remove(topic);
            }

            Count--;
            return chosen;
        }

        public List<TopicPartition> Partitions() =>
            [.. _topics.SelectMany(t => t.Value.Select(p => new TopicPartition(t.Key, p)))];
    }
}
