using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Logging;

/// <summary>
/// Tells what the committed metadata changed, each thing once in the whole cluster: a broker tells what it leads and who keeps up with it, and
/// what concerns all of them is told by the node that appended it as the active controller, when it hears that it is committed. However many
/// partitions a change touches, it is one line. Owned by the node's loop.
/// </summary>
internal sealed partial class ClusterStory(int brokerId, EventLoop loop, ILogger logger)
{
    private const int MostNamed = 10;

    /// <summary>In-sync replicas change partition by partition, for all partitions of a broker that goes or comes back: they are told together.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);

    private readonly SortedDictionary<string, (string Before, string After)> _inSync = new(StringComparer.Ordinal);

    /// <summary>This node decides for the cluster from now on, in an epoch, or no more.</summary>
    public void TellController(int? epoch)
    {
        if (epoch is { } begun)
        {
            ControllerActive(logger, begun);
        }
        else
        {
            ControllerResigned(logger);
        }
    }

    /// <summary>What this broker has to do with the change.</summary>
    public void TellOwn(ImageChanges changes)
    {
        if (!logger.IsEnabled(LogLevel.Information))
        {
            return;
        }

        List<string> taken = [];
        foreach (var (topic, _, before, after) in changes.Partitions)
        {
            if (after is null || after.Leader != brokerId)
            {
                continue;
            }

            var name = $"{topic}-{after.PartitionId}";
            if (before is null || before.Leader != brokerId || before.LeaderEpoch != after.LeaderEpoch)
            {
                taken.Add($"{name} (epoch {after.LeaderEpoch}, in sync {Ids(after.Isr)})");
            }
            else if (!before.Isr.SequenceEqual(after.Isr))
            {
                Gather(name, Ids(before.Isr), Ids(after.Isr));
            }
        }

        if (taken.Count > 0)
        {
            LeadershipTaken(logger, Named(taken));
        }
    }

    /// <summary>What the change means for the cluster; told by who appended it.</summary>
    public void TellCluster(ImageChanges changes)
    {
        if (!logger.IsEnabled(LogLevel.Information))
        {
            return;
        }

        TellBrokers(changes);
        foreach (var topic in changes.DeletedTopics)
        {
            TopicDeleted(logger, topic.Name);
        }

        TellTopics(changes);
        var lost = changes.Partitions.Where(partition => partition is { Before.HasLeader: true, After.HasLeader: false })
            .Select(partition => $"{partition.Topic}-{partition.After!.PartitionId} (in sync {Ids(partition.After.Isr)})").ToList();
        if (lost.Count > 0)
        {
            LeadershipLost(logger, Named(lost));
        }

        foreach (var resource in changes.Configs)
        {
            var (before, after) = (changes.Before.ConfigsOf(resource.Type, resource.Name), changes.After.ConfigsOf(resource.Type, resource.Name));
            var keys = before.Keys.Union(after.Keys).Where(key => before.GetValueOrDefault(key) != after.GetValueOrDefault(key)).Order(StringComparer.Ordinal);
            ConfigsChanged(logger, NameOf(resource), string.Join(", ", keys));
        }
    }

    private void Gather(string partition, string before, string after)
    {
        if (_inSync.Count == 0)
        {
            loop.Start(TellInSyncAsync);
        }

        _inSync[partition] = (_inSync.TryGetValue(partition, out var earlier) ? earlier.Before : before, after);
    }

    private async Task TellInSyncAsync()
    {
        await Task.Delay(Gathering, loop.Clock);
        TellInSync();
    }

    /// <summary>What was gathered is told, at the latest when the broker stops.</summary>
    public void TellInSync()
    {
        foreach (var change in _inSync.Where(entry => entry.Value.Before != entry.Value.After).GroupBy(entry => entry.Value, entry => entry.Key))
        {
            InSyncReplicasChanged(logger, change.Key.Before, change.Key.After, Named([.. change]));
        }

        _inSync.Clear();
    }

    private void TellBrokers(ImageChanges changes)
    {
        if (ReferenceEquals(changes.Before.Brokers, changes.After.Brokers))
        {
            return;
        }

        foreach (var (id, broker) in changes.After.Brokers)
        {
            var before = changes.Before.Brokers.GetValueOrDefault(id);
            if (!broker.IsFenced && before is not { IsFenced: false })
            {
                BrokerJoined(logger, id, string.Join(", ", broker.Endpoints.Select(point => $"{point.Name}://{point.Host}:{point.Port}")));
            }
            else if (broker.IsFenced && before is { IsFenced: false })
            {
                BrokerLeft(logger, id, broker.IsInControlledShutdown || before.IsInControlledShutdown ? "it stopped"
                    : broker.IncarnationId != before.IncarnationId ? "it starts again"
                    : "its connections broke, or no heartbeat of it came within broker.session.timeout.ms");
            }
        }

        foreach (var id in changes.Before.Brokers.Keys.Where(id => !changes.After.Brokers.ContainsKey(id)))
        {
            BrokerUnregistered(logger, id);
        }
    }

    private void TellTopics(ImageChanges changes)
    {
        foreach (var (before, topic) in changes.ChangedTopics)
        {
            if (before is null)
            {
                TopicCreated(logger, topic.Name, topic.Partitions.Count, topic.Partitions.Values.Select(partition => partition.Replicas.Length).DefaultIfEmpty().Max());
            }
            else if (before.Partitions.Count < topic.Partitions.Count)
            {
                PartitionsAdded(logger, topic.Name, topic.Partitions.Count, before.Partitions.Count);
            }
        }
    }

    private static string NameOf(ConfigResource resource) => resource switch
    {
        { Type: ConfigResourceType.Broker, Name: "" } => "all brokers",
        { Type: ConfigResourceType.ClientMetrics } => $"the client metrics subscription '{resource.Name}'",
        _ => $"the {resource.Type.ToString().ToLowerInvariant()} '{resource.Name}'",
    };

    private static string Ids(ImmutableArray<int> brokers) => $"[{string.Join(",", brokers)}]";

    private static string Named(List<string> all) =>
        all.Count <= MostNamed ? string.Join(", ", all) : $"{string.Join(", ", all.Take(MostNamed))} and {all.Count - MostNamed} more";

    [LoggerMessage(LogEvents.LeadershipTaken, LogLevel.Information, "Leads now: {Partitions}.")]
    private static partial void LeadershipTaken(ILogger logger, string partitions);

    [LoggerMessage(LogEvents.InSyncReplicasChanged, LogLevel.Information, "In-sync replicas {Before} -> {After}: {Partitions}.")]
    private static partial void InSyncReplicasChanged(ILogger logger, string before, string after, string partitions);

    [LoggerMessage(LogEvents.LeadershipLost, LogLevel.Information, "Without a leader until an in-sync replica comes back: {Partitions}.")]
    private static partial void LeadershipLost(ILogger logger, string partitions);

    [LoggerMessage(LogEvents.BrokerJoined, LogLevel.Information, "Broker {Broker} is part of the cluster now, at {Addresses}.")]
    private static partial void BrokerJoined(ILogger logger, int broker, Shown addresses);

    [LoggerMessage(LogEvents.BrokerLeft, LogLevel.Information, "Broker {Broker} is not part of the cluster any more: {Reason}.")]
    private static partial void BrokerLeft(ILogger logger, int broker, string reason);

    [LoggerMessage(LogEvents.BrokerUnregistered, LogLevel.Information, "Broker {Broker} was unregistered.")]
    private static partial void BrokerUnregistered(ILogger logger, int broker);

    [LoggerMessage(LogEvents.TopicCreated, LogLevel.Information, "The topic '{Topic}' was created: partitions {Partitions}, replication factor {Replicas}.")]
    private static partial void TopicCreated(ILogger logger, Shown topic, int partitions, int replicas);

    [LoggerMessage(LogEvents.TopicDeleted, LogLevel.Information, "The topic '{Topic}' was deleted.")]
    private static partial void TopicDeleted(ILogger logger, Shown topic);

    [LoggerMessage(LogEvents.PartitionsAdded, LogLevel.Information, "The topic '{Topic}' has {Partitions} partitions now, {Before} before.")]
    private static partial void PartitionsAdded(ILogger logger, Shown topic, int partitions, int before);

    [LoggerMessage(LogEvents.ConfigsChanged, LogLevel.Information, "The configuration of {Resource} was changed: {Keys}.")]
    private static partial void ConfigsChanged(ILogger logger, Shown resource, Shown keys);

    [LoggerMessage(LogEvents.ControllerActive, LogLevel.Information, "Was elected the active controller, in epoch {Epoch}.")]
    private static partial void ControllerActive(ILogger logger, int epoch);

    [LoggerMessage(LogEvents.ControllerResigned, LogLevel.Information, "Is not the active controller any more.")]
    private static partial void ControllerResigned(ILogger logger);
}
