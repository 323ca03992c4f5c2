using System.Net;
using MiniKafka.Broker;
using MiniKafka.Broker.Composition;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Configuration.Effective;
using MiniKafka.Network;
using MiniKafka.Network.Faults;
using MiniKafka.Network.Framing;
using MiniKafka.Network.InMemory;
using MiniKafka.Network.Tcp;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Frames;
using MiniKafka.Protocol.Messages;

namespace MiniKafka;

/// <content>The network: where brokers listen, and how everybody reaches them.</content>
public sealed partial class KafkaCluster
{
    private readonly InMemoryTransport _memory;
    private readonly FaultNetwork _network;

    /// <summary>The network between brokers and clients, to be cut and healed.</summary>
    public Links Links { get; }

    /// <summary>
    /// The addresses for <c>bootstrap.servers</c> of any Kafka client, separated by commas: what each broker advertises of its first listener for clients.
    /// </summary>
    /// <exception cref="InvalidOperationException">The cluster does not listen on TCP.</exception>
    public string BootstrapServers
    {
        get
        {
            var addresses = _brokers.Select(broker => broker.Listeners.FirstOrDefault(bound => bound.Options is { IsWithinProcess: false, IsForControllers: false })).OfType<BoundListener>().ToList();
            return addresses.Count > 0
                ? string.Join(',', addresses.Select(bound => bound.Advertised.ToString()))
                : throw new InvalidOperationException("The cluster listens in memory only: call Listen() in the options, or give the key listeners, to reach it over TCP.");
        }
    }

    /// <summary>The bare transport and the addresses within this process.</summary>
    internal (ITransport Transport, IReadOnlyList<NodeEndPoint> Bootstrap) InMemory =>
        (_memory, [.. _brokers.SelectMany(broker => broker.Listeners).Where(bound => bound.Options.IsWithinProcess).Select(bound => bound.Advertised)]);

    /// <summary>How a broker reaches others, and is reached, within the process.</summary>
    private ITransport TransportOf(int nodeId)
    {
        var name = LinkEnd.NameOfBroker(nodeId);
        var transport = _network.TransportOf(name);
        return _options.TransportOf?.Invoke(name, transport) ?? transport;
    }

    private List<ListenerOptions> Listeners(int nodeId, int index)
    {
        var node = LinkEnd.NameOfBroker(nodeId);
        var settings = new ListenerSettings(_layers);
        var door = settings.Bound.Count > 0 ? _network.OpenTo(node, Tcp(), LinkEnd.AllClients.Name, NameOfSender) : null;
        return
        [
            new(ListenerSettings.Memory, TransportOf(nodeId), new NodeEndPoint($"broker-{nodeId}", 0)) { IsWithinProcess = true },
            .. settings.Bound.Select(address => Listener(door!, settings, address, index)),
        ];
    }

    private static ListenerOptions Listener(ITransport door, ListenerSettings settings, ListenerAddress address, int index)
    {
        var told = settings.AdvertisedFor(address) ?? address;
        return new ListenerOptions(address.Name, door, new NodeEndPoint(address.Host, address.OfBroker(index).Port))
        {
            // What is bound everywhere is told by the machine's name, at the port that was bound.
            Advertised = new NodeEndPoint(told.Host.Length == 0 || told.IsWildcard ? Dns.GetHostName() : told.Host, told == address ? 0 : told.OfBroker(index).Port),
            IsForControllers = settings.IsForControllers(address),
        };
    }

    private TcpTransport Tcp()
    {
        var config = _layers.Config;
        return new TcpTransport(new TcpTransportOptions
        {
            MaxFrameBytes = config.SocketRequestMaxBytes,
            MaxIdle = TimeSpan.FromMilliseconds(config.ConnectionsMaxIdleMs),
            MaxConnections = config.MaxConnections,
            MaxConnectionsPerIp = config.MaxConnectionsPerIp,
            MaxConnectionsPerIpOverrides = config.MaxConnectionsPerIpOverrides,
            ReceiveBufferBytes = Given("socket.receive.buffer.bytes", config.SocketReceiveBufferBytes, -1),
            SendBufferBytes = Given("socket.send.buffer.bytes", config.SocketSendBufferBytes, -1),
            ListenBacklog = Given("socket.listen.backlog.size", config.SocketListenBacklogSize, int.MaxValue),
            Layer = _options.Layer,
            Serving = Serving(),
        });

        // Unless it was asked for, the system sizes its buffers to the traffic, which carries several times Kafka's default, and lets as many wait as it can.
        int Given(string key, int value, int otherwise) => _options.Properties.ContainsKey(key) ? value : otherwise;
    }

    private ServingLimits Serving() => new()
    {
        RequestsOfAll = _layers.Config.QueuedMaxRequests,
        RequestBytesOfAll = _layers.Config.QueuedMaxRequestBytes is >= 0 and var bytes ? bytes : long.MaxValue,
    };

    /// <summary>The client that sent a request; null where the frame does not tell, or is no request at all.</summary>
    private static string? NameOfSender(Frame request)
    {
        try
        {
            var reader = new ProtocolReader(request.Bytes);
            var (key, version) = FrameCodec.PeekRequest(reader);
            return ApiCatalog.TryGet(key, out var api) && RequestHeader.Read(ref reader, api.RequestHeaderVersion(version)).ClientId is { } clientId
                ? LinkEnd.NameOfClient(clientId)
                : null;
        }
        catch (ProtocolException)
        {
            return null;
        }
    }
}
