using MiniKafka.Network;

namespace MiniKafka.Broker.Controllers;

/// <summary>Where the controller of a node listens within this process.</summary>
internal static class ControllerAddress
{
    private const int Port = 9093;

    public static NodeEndPoint Of(int nodeId) => new($"controller-{nodeId}", Port);
}
