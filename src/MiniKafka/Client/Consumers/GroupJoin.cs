using MiniKafka.Assignment;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// JoinGroup and SyncGroup: becomes a member of the group's next generation, assigns the partitions when it leads it, and
/// learns its own. Failures come as <see cref="KafkaException"/> with the coordinator's code. Used on the client's loop.
/// </summary>
internal sealed class GroupJoin(ClusterClient cluster, GroupSettings settings, GroupOffsets coordinator)
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);
    private IReadOnlyList<string> _topics = [];
    private SortedDictionary<string, int> _assignedOver = new(StringComparer.Ordinal);
    private IReadOnlyList<TopicPartition> _previous = [];
    private int _previousGeneration = -1;
    private GroupIdentity _identity = new("", -1, settings.GroupInstanceId);
    private bool _isLeader;

    /// <summary>Changed on the loop; any thread may ask.</summary>
    public GroupIdentity Identity
    {
        get => Volatile.Read(ref _identity);
        private set => Volatile.Write(ref _identity, value);
    }

    /// <summary>The others have that long to join. A second request would wait behind the first, so the connection is not given less time.</summary>
    private TimeSpan RebalanceTimeout => settings.MaxPollInterval + Slack > cluster.Options.RequestTimeout ? settings.MaxPollInterval + Slack : cluster.Options.RequestTimeout;

    /// <summary>Whoever resets is outside of any generation.</summary>
    public void Reset(bool forgetMember) =>
        Identity = Identity with { Generation = -1, MemberId = forgetMember ? "" : Identity.MemberId };

    /// <summary>Whether other topics, or a leader's topics with other partitions, are there than at the last join.</summary>
    public bool IsOutdated(TopicSelection selection) =>
        !selection.Resolve(cluster.Metadata, settings.ExcludeInternalTopics).SequenceEqual(_topics)
        || (_isLeader && !CountsOf(_assignedOver.Keys).SequenceEqual(_assignedOver));

    /// <summary>The topics that are meant, and those that were assigned here, are in use.</summary>
    public void UseTopics(TopicSelection selection)
    {
        foreach (var topic in selection.Names.Concat(_topics).Concat(_isLeader ? _assignedOver.Keys : []))
        {
            cluster.Use(topic);
        }
    }

    /// <summary>Looks up which topics are meant.</summary>
    public async Task ResolveTopicsAsync(TopicSelection selection)
    {
        var metadata = selection.IsPattern ? await cluster.RefreshAllTopicsAsync() : cluster.Metadata;
        _topics = selection.Resolve(metadata, settings.ExcludeInternalTopics);
        await KnowAsync(_topics);
    }

    /// <summary>Joins and syncs; returns the partitions of this member.</summary>
    public async Task<HashSet<TopicPartition>> RunAsync(IReadOnlyList<TopicPartition> owned, OffsetCommitter committer)
    {
        var joined = await JoinAsync(owned);
        Identity = Identity with { MemberId = joined.MemberId, Generation = joined.GenerationId };
        committer.Identity = Identity;
        _isLeader = joined.Leader == joined.MemberId;
        var assignments = _isLeader && !joined.SkipAssignment ? await AssignAsync(joined) : [];
        var answer = await coordinator.AtCoordinatorAsync(async () =>
        {
            var synced = await coordinator.CallAsync(
                new SyncGroupRequest
                {
                    GroupId = settings.GroupId,
                    MemberId = Identity.MemberId,
                    GenerationId = Identity.Generation,
                    GroupInstanceId = Identity.GroupInstanceId,
                    ProtocolType = GroupProtocol.Type,
                    ProtocolName = joined.ProtocolName,
                    Assignments = assignments,
                },
                ConnectionPurpose.Coordination,
                RebalanceTimeout);
            ClientErrors.ThrowIfError(synced.ErrorCode, $"Syncing with group '{settings.GroupId}'");
            return synced;
        });
        var assigned = GroupProtocol.ReadAssignment(answer.Assignment);
        _previous = assigned;
        _previousGeneration = Identity.Generation;
        return [.. assigned];
    }

    private Task<JoinGroupResponse> JoinAsync(IReadOnlyList<TopicPartition> owned) => coordinator.AtCoordinatorAsync(async () =>
    {
        var answer = await coordinator.CallAsync(
            new JoinGroupRequest
            {
                GroupId = settings.GroupId,
                MemberId = Identity.MemberId,
                GroupInstanceId = Identity.GroupInstanceId,
                SessionTimeoutMs = (int)settings.SessionTimeout.TotalMilliseconds,
                RebalanceTimeoutMs = (int)settings.MaxPollInterval.TotalMilliseconds,
                ProtocolType = GroupProtocol.Type,
                Protocols =
                [
                    .. settings.Assignors.Select(assignor => new JoinGroupRequest.JoinGroupRequestProtocol
                    {
                        Name = assignor.Name,
                        Metadata = GroupProtocol.Subscription(assignor, _topics, owned, _previous, _previousGeneration),
                    }),
                ],
            },
            ConnectionPurpose.Coordination,
            RebalanceTimeout);
        if (answer.ErrorCode == ErrorCode.MemberIdRequired)
        {
            Identity = Identity with { MemberId = answer.MemberId };
        }

        ClientErrors.ThrowIfError(answer.ErrorCode, $"Joining group '{settings.GroupId}'");
        return answer;
    });

    private async Task<List<SyncGroupRequest.SyncGroupRequestAssignment>> AssignAsync(JoinGroupResponse joined)
    {
        var members = GroupProtocol.ReadMembers(joined);
        var assignor = settings.Assignors.FirstOrDefault(known => known.Name == joined.ProtocolName)
            ?? throw ClientErrors.Create(ErrorCode.InconsistentGroupProtocol, $"Joining group '{settings.GroupId}'", $"it chose '{joined.ProtocolName}'.");
        var topics = members.SelectMany(member => member.Topics).Distinct(StringComparer.Ordinal).ToList();
        await KnowAsync(topics);
        _assignedOver = CountsOf(topics);
        return [.. assignor.Assign(_assignedOver, members).Select(pair => GroupProtocol.WriteAssignment(pair.Key, pair.Value))];
    }

    private async Task KnowAsync(IReadOnlyList<string> topics)
    {
        foreach (var topic in topics)
        {
            cluster.Use(topic);
        }

        if (topics.Any(topic => !cluster.Metadata.TryGetTopic(topic, out _)))
        {
            await cluster.RefreshAsync();
        }
    }

    /// <summary>How many partitions each of the topics has; 0 for those that do not exist.</summary>
    private SortedDictionary<string, int> CountsOf(IEnumerable<string> topics)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var topic in topics)
        {
            counts[topic] = cluster.Metadata.TryGetTopic(topic, out var known) ? known.Partitions.Length : 0;
        }

        return counts;
    }
}
