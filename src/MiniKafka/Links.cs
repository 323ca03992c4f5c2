using MiniKafka.Network.Faults;

namespace MiniKafka;

/// <summary>
/// The network of a cluster, to be cut, slowed and healed link by link: <see cref="KafkaCluster.Links"/>. A cut behaves as a
/// network does whose packets are lost: connections hang, nothing is refused, and the ends notice by their own timeouts alone.
/// When it heals, what was sent meanwhile arrives, unless its connection was given up.
/// </summary>
/// <remarks>
/// Links between brokers, and of clients that the cluster created, are cut for everything that travels on them, the making and
/// ending of connections too. Clients of their own, over TCP, are told apart by the <c>client.id</c> of their first request on
/// a connection, and what they send and are sent is held back in the broker: behind a cut they still see a connection being
/// made, because the system takes it before the broker does, and one being closed when its broker stops or is killed.
/// </remarks>
public sealed class Links
{
    private readonly FaultNetwork _network;
    private readonly Func<IReadOnlyList<KafkaBroker>> _brokers;

    internal Links(FaultNetwork network, Func<IReadOnlyList<KafkaBroker>> brokers) => (_network, _brokers) = (network, brokers);

    /// <summary>The link between two ends, in both directions.</summary>
    /// <param name="one">A broker, or a client.</param>
    /// <param name="other">The other broker, or a client.</param>
    /// <exception cref="ArgumentException">There is no link between them: both are clients, it is one broker, or a broker of another cluster.</exception>
    public Link Between(LinkEnd one, LinkEnd other)
    {
        Check(one, other);
        return new Link(_network, [(one.Name, other.Name), (other.Name, one.Name)]);
    }

    /// <summary>One direction of the link between two ends.</summary>
    /// <param name="from">Who sends.</param>
    /// <param name="to">Who receives.</param>
    /// <exception cref="ArgumentException">There is no link between them: both are clients, it is one broker, or a broker of another cluster.</exception>
    public Link OneWay(LinkEnd from, LinkEnd to)
    {
        Check(from, to);
        return new Link(_network, [(from.Name, to.Name)]);
    }

    /// <summary>All links of a broker, to the brokers there are now and to all clients: a cut isolates it.</summary>
    /// <param name="broker">A broker of this cluster.</param>
    /// <exception cref="ArgumentException">It is a broker of another cluster.</exception>
    public Link Around(KafkaBroker broker)
    {
        LinkEnd centre = broker;
        List<LinkEnd> others = [LinkEnd.AllClients, .. _brokers().Where(other => other != broker).Select(LinkEnd.FromKafkaBroker)];
        others.ForEach(other => Check(centre, other));
        return new Link(_network, [.. others.SelectMany(other => new[] { (centre.Name, other.Name), (other.Name, centre.Name) })]);
    }

    /// <summary>What is cut at the moment, direction by direction, each between brokers or with clients; those of all clients stand for each of them.</summary>
    public IReadOnlyList<LinkDirection> Cuts
    {
        get
        {
            var brokers = _brokers().ToDictionary(static broker => LinkEnd.NameOfBroker(broker.Id), StringComparer.Ordinal);
            return [.. _network.Cuts.Select(ends => new LinkDirection(End(ends.From), End(ends.To)))];

            LinkEnd End(string name) => brokers.TryGetValue(name, out var broker) ? broker : LinkEnd.OfClients(name);
        }
    }

    /// <summary>Ends all cuts and delays.</summary>
    public void HealAll() => _network.HealAll();

    private void Check(LinkEnd one, LinkEnd other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        foreach (var end in new[] { one, other })
        {
            if (end.Broker is { } broker && !_brokers().Contains(broker))
            {
                throw new ArgumentException($"{end} does not belong to this cluster.");
            }
        }

        if (one.Broker is null && other.Broker is null)
        {
            throw new ArgumentException($"There is no link between {one} and {other}: clients talk to brokers only.");
        }

        if (one.Name == other.Name)
        {
            throw new ArgumentException($"There is no link between {one} and itself.");
        }
    }
}
