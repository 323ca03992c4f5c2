using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys of administrative clients, beside those of all clients.</summary>
internal static class AdminKeys
{
    public static ConfigKey[] All { get; } =
    [
        List("bootstrap.controllers", "").WithoutEffect("An administrator speaks to the brokers at bootstrap.servers.")
            .Means("Addresses of controllers, to speak to them directly."),
        Long("connections.max.idle.ms", 300_000)
            .Means("A connection that was not used for this long is closed."),
        Int("receive.buffer.bytes", 65_536).AtLeast(-1).WithoutEffect("The system sizes the buffers.")
            .Means("Receive buffer of sockets; -1 leaves the system's."),
        Boolean("enable.metrics.push", false).WithoutEffect("Clients push no metrics.")
            .Means("Whether metrics are pushed to a broker that asks for them."),
        Int("default.api.timeout.ms", 60_000).AtLeast(0)
            .Means("Time limit of calls that name none."),
        Int("retries", int.MaxValue).Between(0, int.MaxValue)
            .Means("How often a failed call is tried again, within its time limit."),
    ];
}
