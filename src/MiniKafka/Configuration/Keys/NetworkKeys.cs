using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys about listeners, sockets and connections.</summary>
internal static class NetworkKeys
{
    public static ConfigKey[] All { get; } =
    [
        List("listeners", "PLAINTEXT://:9092").Addresses().PerBroker().FixedAtStart()
            .Means("Addresses the broker binds, as NAME://host:port, separated by commas. An empty host binds every address, port 0 a free port; with several brokers ports count up. "
                + "Those named in controller.listener.names are the controllers'. When it is not given nothing is bound: clients of the same process need no address."),
        List("advertised.listeners", null).Addresses().FixedAtStart()
            .Means("Addresses told to clients, as NAME://host:port, separated by commas; without it those of listeners, with the machine's name for an empty host. "
                + "With several brokers ports count up; port 0 tells the one that was bound."),
        String("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL").ListenerProtocols().PerBroker().FixedAtStart()
            .Means("Security protocol of each listener, as NAME:PROTOCOL, separated by commas. A listener with another protocol than PLAINTEXT fails the start."),
        List("early.start.listeners", null).WithoutEffect("There is no authorizer to wait for.")
            .Means("Listeners that open before the broker knows the authorizer's rules."),
        Int("socket.request.max.bytes", 104_857_600).AtLeast(1)
            .Means("A connection that announces a request larger than this is closed."),
        Int("socket.send.buffer.bytes", 102_400)
            .Means("Send buffer of sockets; -1 leaves the system's."),
        Int("socket.receive.buffer.bytes", 102_400)
            .Means("Receive buffer of sockets; -1 leaves the system's."),
        Int("socket.listen.backlog.size", 50).AtLeast(1)
            .Means("Connections that may wait to be accepted; unless it is given, as many as the system lets wait."),
        Long("socket.connection.setup.timeout.ms", 10_000).AtLeast(1)
            .Means("Time limit for connecting to another broker."),
        Long("socket.connection.setup.timeout.max.ms", 30_000).WithoutEffect("Each attempt has the time of socket.connection.setup.timeout.ms.")
            .Means("Longest time limit for connecting to another node."),
        Long("connections.max.idle.ms", 600_000)
            .Means("A connection on which nothing was asked for this long is closed."),
        Long("connections.max.reauth.ms", 0).Refused(Reasons.NoSecurity)
            .Means("After this time a client that uses SASL must authenticate again; 0 never asks."),
        Int("connection.failed.authentication.delay.ms", 100).AtLeast(0).Refused(Reasons.NoSecurity)
            .Means("How long a connection stays open after its authentication failed, which slows down guessing."),
        Int("max.connections", int.MaxValue).AtLeast(0).ClusterWide().FixedAtStart()
            .Means("Most connections to this broker."),
        Int("max.connections.per.ip", int.MaxValue).AtLeast(0).ClusterWide().FixedAtStart()
            .Means("Most connections from one address."),
        String("max.connections.per.ip.overrides", "").ConnectionOverrides().ClusterWide().FixedAtStart()
            .Means("Limits of single addresses, as address:count, separated by commas."),
        Int("max.connection.creation.rate", int.MaxValue).AtLeast(0).ClusterWide().WithoutEffect("Connections are taken as they come, up to max.connections.")
            .Means("Most new connections in a second."),
    ];
}
