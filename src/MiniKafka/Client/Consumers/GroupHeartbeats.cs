using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// A member's signs of life, which do not depend on the application; and the watch over the application, which has to ask
/// for records now and then all the same (<c>max.poll.interval.ms</c>). Also looks after the metadata that the group's
/// assignment rests on. Used on the client's loop.
/// </summary>
internal sealed class GroupHeartbeats(ClusterClient cluster, GroupSettings settings, GroupOffsets coordinator, GroupMember member, ConsumerCore core)
{
    private int _lastCalls;
    private long _lastCallAt = cluster.Loop.Clock.GetTimestamp();
    private GroupIdentity? _silentSince;

    /// <summary>Runs until the loop ends.</summary>
    public async Task RunAsync()
    {
        var interval = settings.HeartbeatInterval < settings.MaxPollInterval / 2 ? settings.HeartbeatInterval : settings.MaxPollInterval / 2;
        while (true)
        {
            await Task.Delay(interval, cluster.Loop.Clock);
            if (member.IsMember && !await IsApplicationSilentAsync())
            {
                await BeatAsync();
            }
        }
    }

    /// <summary>Looks for topics and partitions that have come or gone.</summary>
    public async Task WatchTopicsAsync()
    {
        while (true)
        {
            var wait = member.IsWaitingForTopics && !member.HasPattern ? cluster.Options.RetryBackoffMax : cluster.Options.MetadataMaxAge;
            await Task.Delay(wait > cluster.Options.RetryBackoff ? wait : cluster.Options.RetryBackoff, cluster.Loop.Clock);
            try
            {
                await (member.HasPattern ? cluster.RefreshAllTopicsAsync() : cluster.RefreshAsync());
            }
            catch (KafkaException exception)
            {
                if (!exception.IsRetriable)
                {
                    core.Mailbox.Put(new ConsumerFailure(exception));
                }

                continue;
            }

            if (member.IsOutdated)
            {
                member.Rejoin();
            }
        }
    }

    private async Task<bool> IsApplicationSilentAsync()
    {
        var calls = core.Calls;
        if (calls != _lastCalls || core.IsWaiting)
        {
            _lastCalls = calls;
            _lastCallAt = cluster.Loop.Clock.GetTimestamp();
            _silentSince = null;
            return false;
        }

        if (cluster.Loop.Clock.GetElapsedTime(_lastCallAt) < settings.MaxPollInterval || _silentSince == member.Identity)
        {
            return false;
        }

        _silentSince = member.Identity;
        try
        {
            await member.LeaveBecauseSilentAsync();
        }
        catch (KafkaException exception)
        {
            core.Mailbox.Put(new ConsumerFailure(exception));
        }

        return true;
    }

    private async Task BeatAsync()
    {
        var identity = member.Identity;
        try
        {
            await coordinator.AtCoordinatorAsync(async () =>
            {
                var beat = await coordinator.CallAsync(
                    new HeartbeatRequest
                    {
                        GroupId = settings.GroupId,
                        MemberId = identity.MemberId,
                        GenerationId = identity.Generation,
                        GroupInstanceId = identity.GroupInstanceId,
                    },
                    ConnectionPurpose.General,
                    settings.SessionTimeout);
                ClientErrors.ThrowIfError(beat.ErrorCode, $"Heartbeat in group '{settings.GroupId}'");
                return beat;
            });
        }
        catch (KafkaException exception)
        {
            Heed(exception, identity);
        }
    }

    private void Heed(KafkaException exception, GroupIdentity identity)
    {
        if (member.Identity != identity)
        {
            return;
        }

        switch (exception.Code)
        {
            case ErrorCode.RebalanceInProgress:
                member.HearOfRebalance();
                break;
            case ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration:
                member.Lose(forgetMember: exception.Code == ErrorCode.UnknownMemberId);
                break;
            default:
                // What a retry may mend, the next heartbeat tries again.
                if (!exception.IsRetriable)
                {
                    member.Fail(exception);
                }

                break;
        }
    }
}
