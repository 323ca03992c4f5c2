using System.Globalization;
using MiniKafka.Broker.Controllers;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Configuration.Effective;
using MiniKafka.Network;
using MiniKafka.Quorum.Voters;
using MiniKafka.Rpc;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Composition;

/// <summary>
/// Where a node listens: within its process for the controllers of its cluster, and wherever its options say. Owned by the node's loop;
/// what was bound is let go with it.
/// </summary>
internal sealed class NodeListeners(BrokerOptions options, ListenerSettings settings, EventLoop loop)
{
    private readonly List<BoundListener> _controllers = [];
    private readonly List<BoundListener> _clients = [];
    private readonly List<(IConnectionListener Listener, string Name)> _doorsOfController = [];

    /// <summary>Where clients and other brokers come, once bound.</summary>
    public IReadOnlyList<BoundListener> Clients => _clients;

    /// <summary>All that was bound by the options, in their order.</summary>
    public IEnumerable<BoundListener> All => options.Listeners.SelectMany(listener => _clients.Concat(_controllers).Where(bound => bound.Options == listener));

    /// <summary>The names of the listeners that serve controllers.</summary>
    public IReadOnlySet<string> ControllerNames { get; } =
        options.Listeners.Where(listener => listener.IsForControllers).Select(listener => listener.Name).Append(settings.ControllerName).ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// Where the controllers of other processes find this one: as the voters' key says, otherwise where it listens for them. Empty when neither
    /// tells, so that what stands in the voters' record stays.
    /// </summary>
    public IReadOnlyList<VoterEndpoint> ControllerEndpoints => settings.Voters.FirstOrDefault(voter => voter.Id == options.NodeId) is { } told
        ? [new VoterEndpoint(settings.ControllerName, told.Host, (ushort)told.Port)]
        : [.. settings.ControllerNames
            .SelectMany(name => _controllers.Where(bound => bound.Options.Name == name))
            .Select(bound => new VoterEndpoint(bound.Options.Name, bound.Advertised.Host, (ushort)bound.Advertised.Port))];

    /// <summary>Binds all of them; who comes waits at the door until it is served.</summary>
    public async Task BindAsync()
    {
        _doorsOfController.Add((await options.ControllerTransport.ListenAsync(ControllerAddress.Of(options.NodeId), loop), settings.ControllerName));
        await BindAsync(_controllers, isForControllers: true);
        _doorsOfController.AddRange(_controllers.Select(bound => (bound.Listener, bound.Options.Name)));
        await BindAsync(_clients, isForControllers: false);
    }

    public void ServeControllers(RpcServer server) => _doorsOfController.ForEach(door => server.Serve(door.Listener, door.Name));

    public void ServeClients(RpcServer server) => _clients.ForEach(bound => server.Serve(bound.Listener, bound.Options.Name));

    /// <summary>What is the case now that everything is bound, by the configuration keys that tell it.</summary>
    public IEnumerable<KeyValuePair<string, string>> Facts(VoterSet voters)
    {
        var id = options.NodeId.ToString(CultureInfo.InvariantCulture);
        var outside = All.Where(bound => !bound.Options.IsWithinProcess).ToList();
        yield return new("node.id", id);
        yield return new("broker.id", id);
        yield return new("process.roles", voters.Contains(options.NodeId) ? "broker,controller" : "broker");
        yield return new("log.dirs", string.Join(',', options.LogDirectories));
        yield return new("listeners", string.Join(',', outside.Select(bound => Told(bound.Options.Name, bound.Bound))));
        yield return new("advertised.listeners", string.Join(',', outside.Select(bound => Told(bound.Options.Name, bound.Advertised))));
        yield return new("controller.listener.names", settings.ControllerNames.Count > 0 ? string.Join(',', settings.ControllerNames) : settings.ControllerName);
        yield return new("inter.broker.listener.name", options.BetweenBrokers.Name);
        if (settings.Voters.Count == 0 && voters.Voters.All(voter => voter.DefaultEndpoint is not null))
        {
            yield return new("controller.quorum.voters", string.Join(',', voters.Voters.Select(voter => new VoterAddress(voter.Id, voter.DefaultEndpoint!.Host, voter.DefaultEndpoint.Port))));
        }
    }

    private static ListenerAddress Told(string name, NodeEndPoint address) => new(name, address.Host, address.Port);

    private async Task BindAsync(List<BoundListener> bound, bool isForControllers)
    {
        foreach (var listener in options.Listeners.Where(listener => listener.IsForControllers == isForControllers))
        {
            bound.Add(new BoundListener(listener, await listener.Transport.ListenAsync(listener.Bind, loop)));
        }
    }
}
