using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Broker.Handlers;

/// <summary>Which kind of node somebody who asks for the cluster means to have reached (KIP-919), and what the other kind answers.</summary>
internal static class EndpointTypes
{
    public const sbyte Broker = 1;
    public const sbyte Controller = 2;

    /// <summary>The answer of a node of one kind to who meant another.</summary>
    public static DescribeClusterResponse Refused(sbyte meant, sbyte here)
    {
        var isKnown = meant is Broker or Controller;
        return new DescribeClusterResponse
        {
            ErrorCode = isKnown ? ErrorCode.MismatchedEndpointType : ErrorCode.UnsupportedEndpointType,
            ErrorMessage = isKnown
                ? $"The request was sent to an endpoint of type {Name(here)}, but we wanted an endpoint of type {Name(meant)}"
                : $"Unsupported endpoint type {meant}",
            EndpointType = here,
            ControllerId = -1,
        };
    }

    private static string Name(sbyte type) => type == Broker ? "BROKER" : "CONTROLLER";
}
