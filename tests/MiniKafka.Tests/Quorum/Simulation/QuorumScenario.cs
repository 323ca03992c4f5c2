namespace MiniKafka.Tests.Quorum.Simulation;

/// <summary>
/// A course of trouble: records are appended all the time while nodes are killed and started, links are cut one way and
/// both, snapshots are taken and leaders resign; in the end everything heals and the quorum must work again.
/// </summary>
internal sealed class QuorumScenario(QuorumWorld world)
{
    private const int TroubleMs = 60_000;

    private int _appended;

    public int Kills { get; private set; }

    public void Run()
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            foreach (var node in world.Nodes)
            {
                node.Start();
            }

            world.Schedule(10, Append);
            world.Schedule(500, MakeTrouble);
            world.RunFor(TroubleMs);
            Heal();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void Append()
    {
        foreach (var node in world.Nodes)
        {
            Append(node);
        }

        if (world.NowMs < TroubleMs)
        {
            world.Schedule(20 + world.Random.Next(100), Append);
        }
    }

    private string Append(SimulatedNode node)
    {
        var value = $"v{_appended++}";
        if (node.TryAppend(value) is { } committed)
        {
            world.Referee.Await(value, committed);
        }

        return value;
    }

    private void MakeTrouble()
    {
        if (world.NowMs >= TroubleMs)
        {
            return;
        }

        var node = world.Nodes[world.Random.Next(world.Nodes.Count)];
        switch (world.Random.Next(7))
        {
            case 0 or 1 when node.IsAlive:
                Kills++;
                node.Kill();
                world.Schedule(world.Random.Next(4000), () => StartIfDead(node));
                break;
            case 2 when world.Leader is { } leader:
                Kills++;
                leader.Kill();
                world.Schedule(world.Random.Next(2000), () => StartIfDead(leader));
                break;
            case 3:
                CutOff(node, isOneWay: true);
                break;
            case 4:
                CutOff(node, isOneWay: false);
                break;
            case 5:
                node.TakeSnapshot();
                break;
            case 6:
                world.Leader?.Resign();
                break;
            default:
                break;
        }

        world.Schedule(world.Random.Next(1500), MakeTrouble);
    }

    private void CutOff(SimulatedNode node, bool isOneWay)
    {
        foreach (var other in world.Nodes.Where(other => other.Id != node.Id && world.Random.Next(3) > 0))
        {
            var (from, to) = world.Random.Next(2) == 0 ? (node.Id, other.Id) : (other.Id, node.Id);
            world.Cut(from, to);
            if (!isOneWay)
            {
                world.Cut(to, from);
            }
        }

        world.Schedule(world.Random.Next(5000), world.HealAll);
    }

    private static void StartIfDead(SimulatedNode node)
    {
        if (!node.IsAlive)
        {
            node.Start();
        }
    }

    private void Heal()
    {
        world.RunFor(1000 - (world.NowMs % 1000));
        world.HealAll();
        foreach (var node in world.Nodes)
        {
            StartIfDead(node);
        }

        if (!world.RunUntil(() => world.Leader is not null, 30_000))
        {
            throw new RuleBrokenException("No leader 30 s after everything healed.");
        }

        var last = "";
        var isCommitted = world.RunUntil(
            () =>
            {
                if (world.NowMs % 1000 == 0 && world.Leader is { } leader)
                {
                    last = Append(leader);
                }

                return world.Referee.IsAcknowledged(last);
            },
            30_000);
        var everybody = () => world.Nodes.All(node => node.Listener.Applied.Count == world.Referee.Committed);
        if (!isCommitted || !world.RunUntil(everybody, 30_000))
        {
            throw new RuleBrokenException("Not everybody had every record 30 s after everything healed.");
        }

        world.Referee.LookAtTheEnd();
    }
}
