using System.Diagnostics.CodeAnalysis;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Rpc.FetchSessions;

/// <summary>
/// The reader's half of a fetch session with one broker (KIP-227), of consumers and followers alike. Owned by the reader's loop, which
/// has one fetch after the other: <see cref="Begin"/>, <see cref="Want"/> for every partition, <see cref="Complete"/>, send
/// <see cref="Request"/>, <see cref="TryTake"/>. Nothing is made anew for a partition that did not change.
/// </summary>
/// <remarks>
/// 1. The first fetch names everything, with epoch 0; the answer names the session, or 0 when the broker has no room for one. 2. Within a
/// session a fetch names what changed and what is wanted no longer, with the next epoch. 3. A broker that knows the session no longer, or has
/// another epoch, says so, and is asked for everything. 4. So it is when there was no answer: nobody knows then what the broker remembers.
/// 5. A broker leaves out what it has told, whoever it told it to. So everything is asked for too when a partition has another reader.
/// </remarks>
/// <typeparam name="TReader">For whom a partition is read.</typeparam>
internal sealed class ReaderSession<TReader>
{
    private readonly bool _isKept;
    private readonly Dictionary<TopicPartition, AskedPartition<TReader>> _partitions = [];
    private readonly Dictionary<string, AskedTopic> _topics = [];
    private readonly Dictionary<Uuid, AskedTopic> _byId = [];
    private readonly List<AskedPartition<TReader>> _changed = [];
    private readonly List<TopicPartition> _unwanted = [];
    private long _round;
    private int _wanted;
    private int _id;
    private int _epoch;
    private bool _isAnswered = true;

    /// <param name="isKept">Whether there is to be a session; without one every fetch names everything.</param>
    public ReaderSession(bool isKept = true)
    {
        _isKept = isKept;
        Renew();
    }

    /// <summary>What is sent; who sends it sets what does not concern the session.</summary>
    public FetchRequest Request { get; } = new();

    /// <summary>Whether all topics that are asked for are known by their ids.</summary>
    public bool HasAllIds { get; private set; }

    /// <summary>The next fetch names everything.</summary>
    public void Renew() => _epoch = _isKept ? FetchSessionEpoch.Initial : FetchSessionEpoch.Final;

    /// <summary>The fetch that ends the session at the broker; null when there is none.</summary>
    public FetchRequest? Last() =>
        _id == FetchSessionEpoch.NoSession ? null : new FetchRequest { SessionId = _id, SessionEpoch = FetchSessionEpoch.Final };

    /// <summary>Begins a fetch.</summary>
    public void Begin()
    {
        if (!_isAnswered)
        {
            Renew();
        }

        ClearRequest();
        _isAnswered = false;
        _round++;
        _wanted = 0;
        HasAllIds = true;
    }

    /// <summary>This fetch is to ask for the partition.</summary>
    public void Want(TopicPartition partition, Uuid topicId, TReader reader, in FetchWish wish)
    {
        HasAllIds &= topicId != Uuid.Zero;
        if (!_partitions.TryGetValue(partition, out var asked) || asked.Topic.Id != topicId)
        {
            // Whatever was remembered of a topic whose id changed is remembered of another one.
            if (asked is not null)
            {
                Drop(partition, asked);
                Renew();
            }

            asked = new AskedPartition<TReader>(TopicOf(partition.Topic, topicId), partition.Partition) { Reader = reader };
            asked.Topic.Partitions++;
            _partitions.Add(partition, asked);
            asked.Change(wish);
            _changed.Add(asked);
        }
        else if (asked.Change(wish))
        {
            _changed.Add(asked);
        }

        if (!EqualityComparer<TReader>.Default.Equals(asked.Reader, reader))
        {
            asked.Reader = reader;
            Renew();
        }

        asked.Round = _round;
        _wanted++;
    }

    /// <summary>Everything that is wanted was said: makes the request.</summary>
    public void Complete()
    {
        var isFull = _epoch is FetchSessionEpoch.Initial or FetchSessionEpoch.Final;
        Request.SessionId = _id;
        Request.SessionEpoch = _epoch;
        if (_wanted < _partitions.Count)
        {
            Forget(isTold: !isFull);
        }

        if (isFull)
        {
            foreach (var asked in _partitions.Values)
            {
                asked.Topic.Ask(Request, asked.Message);
            }
        }
        else
        {
            foreach (var asked in _changed)
            {
                asked.Topic.Ask(Request, asked.Message);
            }
        }
    }

    /// <summary>
    /// Learns from an answer how the session goes on. False when the broker does not know it, or not like this: it told nothing, and is to be asked for everything.
    /// </summary>
    public bool TryTake(FetchResponse answer)
    {
        _isAnswered = true;
        var isLost = answer.ErrorCode is ErrorCode.FetchSessionIdNotFound or ErrorCode.InvalidFetchSessionEpoch or ErrorCode.FetchSessionTopicIdError;
        if (answer.ErrorCode != ErrorCode.None || answer.SessionId == FetchSessionEpoch.NoSession)
        {
            // A session that the broker still has is named once more, so that it is closed.
            _id = answer.ErrorCode is ErrorCode.None or ErrorCode.FetchSessionIdNotFound ? FetchSessionEpoch.NoSession : _id;
            Renew();
        }
        else if (_isKept)
        {
            _id = answer.SessionId;
            _epoch = FetchSessionEpoch.Next(_epoch);
        }

        return !isLost;
    }

    /// <summary>For whom a partition of the answer was asked for; false when it was not.</summary>
    public bool TryFind(FetchResponse.FetchableTopicResponse topic, int partition, [MaybeNullWhen(false)] out TReader reader)
    {
        reader = default;
        if (NameOf(topic) is not { } name || !_partitions.TryGetValue(new TopicPartition(name, partition), out var asked) || asked.Round != _round)
        {
            return false;
        }

        reader = asked.Reader!;
        return true;
    }

    private string? NameOf(FetchResponse.FetchableTopicResponse topic) =>
        topic.TopicId == Uuid.Zero ? topic.Topic : _byId.GetValueOrDefault(topic.TopicId)?.Name;

    private AskedTopic TopicOf(string name, Uuid id)
    {
        if (!_topics.TryGetValue(name, out var topic) || topic.Id != id)
        {
            _topics[name] = topic = new AskedTopic(name, id);
            _byId[id] = topic;
        }

        return topic;
    }

    private void Forget(bool isTold)
    {
        foreach (var (partition, asked) in _partitions)
        {
            if (asked.Round != _round)
            {
                _unwanted.Add(partition);
            }
        }

        foreach (var partition in _unwanted)
        {
            var asked = _partitions[partition];
            Drop(partition, asked);
            if (isTold)
            {
                asked.Topic.Forget(Request, partition.Partition);
            }
        }

        _unwanted.Clear();
    }

    private void Drop(TopicPartition partition, AskedPartition<TReader> asked)
    {
        _partitions.Remove(partition);
        if (--asked.Topic.Partitions == 0)
        {
            _byId.Remove(asked.Topic.Id);
            if (_topics[partition.Topic] == asked.Topic)
            {
                _topics.Remove(partition.Topic);
            }
        }
    }

    /// <summary>Lists that were filled are filled again.</summary>
    private void ClearRequest()
    {
        _changed.Clear();
        foreach (var topic in Request.Topics)
        {
            topic.Partitions.Clear();
        }

        foreach (var topic in Request.ForgottenTopicsData)
        {
            topic.Partitions.Clear();
        }

        Request.Topics.Clear();
        Request.ForgottenTopicsData.Clear();
    }
}
