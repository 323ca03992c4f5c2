using System.Net.Sockets;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol;
using MiniKafka.Runtime;

namespace MiniKafka.Client.Cluster;

/// <summary>
/// The one table that turns what a client meets - error codes, lost connections, late answers - into the exceptions
/// that users see. Whether a retry can help is known by the error code.
/// </summary>
internal static class ClientErrors
{
    /// <summary>Throws unless the code says that all is well.</summary>
    /// <param name="code">What the broker answered.</param>
    /// <param name="what">What was tried, as the subject of a sentence: "Committing offsets of group 'g'".</param>
    /// <param name="detail">The broker's own words, if it had any.</param>
    public static void ThrowIfError(ErrorCode code, string what, string? detail = null)
    {
        if (code != ErrorCode.None)
        {
            throw Create(code, what, detail);
        }
    }

    public static KafkaException Create(ErrorCode code, string what, string? detail = null) =>
        new(code, $"{what} failed with {code.ToProtocolName()}{(string.IsNullOrEmpty(detail) ? Advice(code) : $": {detail}")}");

    /// <summary>True for exceptions that mean a lost or unreachable broker, or a KafkaException already.</summary>
    public static bool IsKnown(Exception exception) =>
        exception is KafkaException or IOException or SocketException or TimeoutException or OperationCanceledException
            or ProtocolException or ObjectDisposedException or LoopStoppedException;

    /// <summary>The exception users see for one that came out of a connection.</summary>
    public static KafkaException Translate(Exception exception, string what) => exception switch
    {
        KafkaException known => known,
        ConnectionClosedException { InnerException: TimeoutException } or TimeoutException or OperationCanceledException =>
            new KafkaException(ErrorCode.RequestTimedOut, $"{what} failed: the broker did not answer in time.", exception),
        ProtocolException => new KafkaException(ErrorCode.UnknownServerError, $"{what} failed: {exception.Message}", exception),
        LoopStoppedException or ObjectDisposedException => new KafkaException(ErrorCode.UnknownServerError, $"{what} failed: the client is closed.", exception),
        _ => new KafkaException(ErrorCode.NetworkException, $"{what} failed: {exception.Message}", exception),
    };

    private static string Advice(ErrorCode code) => code switch
    {
        ErrorCode.UnknownTopicOrPartition => ": the topic or partition does not exist; create it, or let the brokers do so with auto.create.topics.enable.",
        ErrorCode.MessageTooLarge => ": the batch is larger than the topic's max.message.bytes.",
        ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend => ": fewer replicas are in sync than min.insync.replicas asks for.",
        ErrorCode.InvalidTopicException => ": a topic's name is 1 to 249 letters, digits, dots, dashes and underscores.",
        _ => ".",
    };
}
