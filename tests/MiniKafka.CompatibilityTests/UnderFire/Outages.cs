using MiniKafka.Broker.Composition;
using MiniKafka.Metadata.Control;

namespace MiniKafka.CompatibilityTests.UnderFire;

/// <summary>
/// Stops, kills and restarts brokers of a cluster of three at random: now the leader of some partition, now the group's
/// coordinator, now the active controller. Mostly one at a time, with the in-sync sets whole again in between; sometimes the
/// next is hit before the one before has caught up, or while it is still down, so that no majority of controllers is left.
/// </summary>
/// <remarks>
/// None of this may cost an acknowledged record: a killed broker keeps what it wrote (its process ends, not the machine),
/// an acknowledgement takes two in-sync replicas, and who comes back from a kill leads nothing before it has caught up,
/// unless it was the last one in sync.
/// </remarks>
internal sealed class Outages(KafkaCluster kafka, string topic, int offsetsPartition, Random random)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public int Kills { get; private set; }

    public int Stops { get; private set; }

    public int Leaders { get; private set; }

    public int Coordinators { get; private set; }

    public int Controllers { get; private set; }

    /// <summary>Times that two of the three were down at once.</summary>
    public int LostMajorities { get; private set; }

    public async Task RunAsync(TimeSpan time)
    {
        var started = TimeProvider.System.GetTimestamp();
        var deck = new Queue<(Target Target, bool IsKill)>();
        while (TimeProvider.System.GetElapsedTime(started) < time)
        {
            if (deck.Count == 0)
            {
                // Everything comes up, whatever the seed.
                deck = new(Shuffled());
            }

            var (target, isKill) = deck.Dequeue();
            await HitAsync(Aim(target), isKill);
            await Task.Delay(random.Next(0, 1000));
            if (random.Next(5) == 0)
            {
                LostMajorities++;
                await HitAsync(kafka.Brokers.Where(broker => broker.IsRunning).ElementAt(random.Next(2)), random.Next(2) == 0);
                await Task.Delay(random.Next(0, 1000));
            }

            await Task.WhenAll(kafka.Brokers.Select(broker => broker.StartAsync()));
            if (random.Next(4) != 0)
            {
                await WholeAsync();
            }

            await Task.Delay(random.Next(0, 500));
        }

        await WholeAsync();
    }

    /// <summary>Waits until every partition has all its replicas in sync, as every broker sees it.</summary>
    public async Task WholeAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!kafka.Nodes.All(IsWhole))
        {
            try
            {
                await look.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"After {Patience} the brokers see: {string.Join("; ", kafka.Nodes.Select(Describe))}");
            }
        }
    }

    /// <summary>All leader epochs that there were in the cluster: each but the first of a partition is an election.</summary>
    public int Elections() => kafka.Nodes[0].View.Image.Topics.Values.Sum(image => image.Partitions.Values.Sum(partition => partition.LeaderEpoch));

    private enum Target
    {
        Leader,
        Coordinator,
        Controller,
    }

    private (Target, bool)[] Shuffled()
    {
        (Target, bool)[] cards = [.. Enum.GetValues<Target>().SelectMany(target => new[] { (target, true), (target, false) })];
        random.Shuffle(cards);
        return cards;
    }

    private KafkaBroker Aim(Target target)
    {
        var running = kafka.Brokers.Where(broker => broker.IsRunning).ToList();
        var node = running[random.Next(running.Count)].Node!;
        switch (target)
        {
            case Target.Controller when running.Find(broker => broker.Node!.Controller!.Active.IsActive) is { } controller:
                Controllers++;
                return controller;
            case Target.Coordinator when LeaderOf(TopicNames.ConsumerOffsets, offsetsPartition) is { } coordinator:
                Coordinators++;
                return coordinator;
            default:
                Leaders++;
                return LeaderOf(topic, random.Next(node.View.Image.Topics[topic].Partitions.Count)) ?? running[0];
        }

        KafkaBroker? LeaderOf(string name, int partition) =>
            running.Find(broker => broker.Id == node.View.Image.Partition(name, partition)?.Leader);
    }

    private async Task HitAsync(KafkaBroker broker, bool isKill)
    {
        if (isKill)
        {
            Kills++;
            await broker.KillAsync();
        }
        else
        {
            Stops++;
            await broker.StopAsync();
        }
    }

    private bool IsWhole(BrokerNode node) =>
        node.View.Image.Brokers.Values.All(broker => !broker.IsFenced)
        && node.View.Image.Topics.Values.All(image => image.Partitions.Values.All(partition => partition.HasLeader && partition.Isr.Length == partition.Replicas.Length));

    private static string Describe(BrokerNode node) =>
        $"broker {node.NodeId}, controller {node.Controller?.Quorum.LeaderAndEpoch}, at {node.View.ImageOffset}: fenced "
        + string.Join(',', node.View.Image.Brokers.Values.Where(broker => broker.IsFenced).Select(broker => broker.Id))
        + ", in sync "
        + string.Join(' ', node.View.Image.Topics.Values.SelectMany(image => image.Partitions.Values
            .Where(partition => partition.Isr.Length < partition.Replicas.Length)
            .Select(partition => $"{image.Name}-{partition.PartitionId}:{string.Join(',', partition.Isr)}/{partition.Leader}")));
}
