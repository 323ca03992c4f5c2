using System.Net;
using MiniKafka.Broker;
using MiniKafka.Network;
using MiniKafka.Network.Faults;
using MiniKafka.Network.InMemory;
using MiniKafka.Network.Tcp;
using MiniKafka.Protocol;

namespace MiniKafka;

/// <content>The network: where brokers listen, and how everybody reaches them.</content>
public sealed partial class KafkaCluster
{
    private const string MemoryListener = "MEMORY";
    private const string TcpListener = "PLAINTEXT";

    private readonly InMemoryTransport _memory = new();
    private readonly FaultNetwork _network;

    /// <summary>The network between brokers and clients, to be cut and healed.</summary>
    public Links Links { get; }

    /// <summary>
    /// The addresses for <c>bootstrap.servers</c> of any Kafka client, separated by commas.
    /// </summary>
    /// <exception cref="InvalidOperationException">The cluster does not listen on TCP.</exception>
    public string BootstrapServers
    {
        get
        {
            var addresses = _brokers.SelectMany(broker => broker.Addresses).Where(address => address.Name == TcpListener).ToList();
            return addresses.Count > 0
                ? string.Join(',', addresses.Select(address => address.Address.ToString()))
                : throw new InvalidOperationException("The cluster listens in memory only: call Listen() in the options to reach it over TCP.");
        }
    }

    /// <summary>The bare transport and the addresses within this process.</summary>
    internal (ITransport Transport, IReadOnlyList<NodeEndPoint> Bootstrap) InMemory =>
        (_memory, [.. _brokers.SelectMany(broker => broker.Addresses).Where(address => address.Name == MemoryListener).Select(address => address.Address)]);

    private List<ListenerOptions> Listeners(int nodeId, int index)
    {
        var node = LinkEnd.NameOfBroker(nodeId);
        List<ListenerOptions> listeners = [new(MemoryListener, _network.TransportOf(node), new NodeEndPoint($"broker-{nodeId}", 0))];
        if (_options.ListenAddress is { } address)
        {
            var config = _layers.Config;
            var tcp = new TcpTransport(new TcpTransportOptions
            {
                MaxFrameBytes = config.SocketRequestMaxBytes,
                MaxIdle = TimeSpan.FromMilliseconds(config.ConnectionsMaxIdleMs),
                MaxConnections = config.MaxConnections,
                MaxConnectionsPerIp = config.MaxConnectionsPerIp,
                MaxConnectionsPerIpOverrides = config.MaxConnectionsPerIpOverrides,
                ReceiveBufferBytes = Given("socket.receive.buffer.bytes", config.SocketReceiveBufferBytes),
                SendBufferBytes = Given("socket.send.buffer.bytes", config.SocketSendBufferBytes),
                ListenBacklog = config.SocketListenBacklogSize,
                NetworkThreads = config.NumNetworkThreads,
            });
            var door = _network.OpenTo(node, tcp, LinkEnd.AllClients.Name, NameOfSender);
            listeners.Add(new(TcpListener, door, new IPEndPoint(address.Address, address.Port == 0 ? 0 : address.Port + index)));
        }

        return listeners;

        // Unless it was asked for, the system sizes its buffers to the traffic, which carries several times Kafka's default.
        int Given(string key, int bytes) => _options.Properties.ContainsKey(key) ? bytes : -1;
    }

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
