using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime.Timers;

namespace MiniKafka.Client.Cluster;

/// <content>Looking up topics and brokers.</content>
internal sealed partial class ClusterClient
{
    private readonly TopicsInUse _topics = new();
    private TaskCompletionSource<ClusterMetadata>? _wanted;
    private bool _wantsAll;
    private bool _fetching;
    private long _refreshedAt;

    /// <summary>Tells of the topics that are in use without a call here.</summary>
    public Action TellUse { get; set; } = static () => { };

    /// <summary>True when <c>metadata.max.age.ms</c> has gone by since the last answer.</summary>
    public bool IsMetadataOld => Loop.Clock.GetElapsedTime(_refreshedAt) > _options.MetadataMaxAge;

    /// <summary>Asks the brokers again for all topics in use. Callers at the same time share one request.</summary>
    public Task<ClusterMetadata> RefreshAsync()
    {
        _wantsAll = true;
        return AskAsync();
    }

    /// <summary>Asks for every topic of the cluster, whether in use or not.</summary>
    public async Task<ClusterMetadata> RefreshAllTopicsAsync()
    {
        await FetchMetadataAsync(null);
        _refreshedAt = Loop.Clock.GetTimestamp();
        return Metadata;
    }

    /// <summary>From now on the topic is among those in use.</summary>
    public void Use(string topic) => Use(topic, Loop.Clock.GetTimestamp());

    /// <summary>The topic was used last at that timestamp.</summary>
    public void Use(string topic, long at) => _topics.Use(topic, at);

    /// <summary>The same for a topic that the user asks for: where it does not exist, and brokers create topics by themselves, they may.</summary>
    public void Want(string topic)
    {
        if (_options.AllowAutoTopicCreation && !Metadata.TryGetTopic(topic, out _))
        {
            _topics.Want(topic, Loop.Clock.GetTimestamp());
        }
        else
        {
            Use(topic);
        }
    }

    /// <summary>
    /// The topic, asked for until it exists or time is up; then what the brokers said last is thrown. Whatever a retry
    /// cannot mend is thrown at once.
    /// </summary>
    public Task<TopicMetadata> TopicAsync(string topic, TimeSpan timeout)
    {
        Use(topic);
        return Metadata.TryGetTopic(topic, out var known)
            ? Task.FromResult(known)
            : Backoff.RetryAsync(() => AskForTopicAsync(topic), timeout, Loop.Clock);
    }

    private Task<ClusterMetadata> AskAsync()
    {
        _wanted ??= Loop.CreateCompletion<ClusterMetadata>();
        var wanted = _wanted.Task;
        if (!_fetching)
        {
            _fetching = true;
            Loop.Start(RefreshWantedAsync);
        }

        return wanted;
    }

    private async Task RefreshWantedAsync()
    {
        while (_wanted is { } wanted)
        {
            _wanted = null;
            try
            {
                wanted.TrySetResult(await FetchWantedAsync());
            }
            catch (KafkaException exception)
            {
                wanted.TrySetException(exception);
            }
        }

        _fetching = false;
    }

    /// <summary>A request says of all its topics whether they may be created, so those that may go into one of their own.</summary>
    private async Task<ClusterMetadata> FetchWantedAsync()
    {
        var all = _wantsAll;
        _wantsAll = false;
        if (all)
        {
            ForgetIdle();
        }

        var wanted = _topics.Wanted;
        var others = _topics.Others;
        if (wanted.Count > 0)
        {
            await FetchMetadataAsync(wanted, mayCreate: true);
        }

        if ((all && others.Count > 0) || wanted.Count == 0)
        {
            await FetchMetadataAsync(others);
        }

        _refreshedAt = all || others.Count == 0 ? Loop.Clock.GetTimestamp() : _refreshedAt;
        return Metadata;
    }

    private void ForgetIdle()
    {
        TellUse();
        var before = Loop.Clock.GetTimestamp() - Loop.Clock.TimestampsIn(_options.MetadataMaxIdle);
        Learn(Metadata with { Topics = Metadata.Topics.RemoveRange(_topics.Forget(before)) });
    }

    private async Task<TopicMetadata> AskForTopicAsync(string topic)
    {
        var metadata = await (_topics.IsWanted(topic) ? AskAsync() : RefreshAsync());
        if (metadata.TryGetTopic(topic, out var found))
        {
            return found;
        }

        var error = metadata.Topics.TryGetValue(topic, out var failed) ? failed.Error : ErrorCode.UnknownTopicOrPartition;
        throw ClientErrors.Create(error, $"Finding topic '{topic}'");
    }

    private async Task<ClusterMetadata> FetchMetadataAsync(List<string>? topics, bool mayCreate = false)
    {
        var request = new MetadataRequest
        {
            Topics = topics?.ConvertAll(topic => new MetadataRequest.MetadataRequestTopic { Name = topic }),
            AllowAutoTopicCreation = mayCreate,
        };
        Learn(MetadataAnswers.Merge(Metadata, await AskForMetadataAsync(request), aboutAllTopics: topics is null));
        topics?.ForEach(topic =>
        {
            if (Metadata.TryGetTopic(topic, out _))
            {
                _topics.Found(topic);
            }
        });
        return Metadata;
    }

    private async Task<MetadataResponse> AskForMetadataAsync(MetadataRequest request)
    {
        foreach (var nodeId in AnyBroker)
        {
            try
            {
                return await CallAsync(await ConnectionToAsync(nodeId, ConnectionPurpose.General), request);
            }
            catch (KafkaException exception) when (exception.IsRetriable)
            {
                // The next broker, and in the end the bootstrap addresses, may still answer.
            }
        }

        KafkaException? last = null;
        foreach (var address in _environment.Bootstrap)
        {
            try
            {
                await using var connection = await _connections.ConnectAsync(address);
                return await CallAsync(connection, request);
            }
            catch (KafkaException exception) when (exception.IsRetriable)
            {
                last = exception;
            }
        }

        throw new KafkaException(ErrorCode.NetworkException, $"None of the brokers {string.Join(',', _environment.Bootstrap)} answers: {last?.Message}", last!);
    }
}
