using System.Net;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Model;

namespace MiniKafka;

/// <summary>The ports of several brokers on one machine: those of broker i are the ones that were given, plus i.</summary>
internal static class BrokerPorts
{
    /// <summary>Checks that there are enough for all.</summary>
    /// <exception cref="KafkaException">INVALID_CONFIG: two brokers would listen at the same port, or one beyond the last.</exception>
    public static void Check(IReadOnlyList<ListenerAddress> listeners, int brokers)
    {
        var byPort = listeners.Where(listener => listener.Port > 0).OrderBy(listener => listener.Port).ToList();
        if (byPort.Count > 0 && byPort[^1].Port + brokers - 1 > IPEndPoint.MaxPort)
        {
            throw new KafkaException(
                ErrorCode.InvalidConfig,
                $"The port is {byPort[^1].Port} and BrokerCount is {brokers}; broker i listens on the port + i, which is at most {IPEndPoint.MaxPort}.");
        }

        foreach (var (lower, upper) in byPort.Zip(byPort.Skip(1)))
        {
            if (upper.Port > lower.Port && upper.Port - lower.Port < brokers)
            {
                throw new KafkaException(
                    ErrorCode.InvalidConfig,
                    $"listeners gives {lower.Name} the port {lower.Port} and {upper.Name} the port {upper.Port}, but of {brokers} brokers broker i listens on the port + i: "
                    + $"leave {brokers} ports between them, or give port 0 for free ones.");
            }
        }
    }
}
