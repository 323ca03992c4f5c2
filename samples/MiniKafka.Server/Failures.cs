using MiniKafka.Model;

namespace MiniKafka.Server;

/// <summary>
/// What went wrong, in words for whoever runs the server. What the system, the configuration or the data brought about is told in one line;
/// anything else is a mistake of the program, and those who mend it need to see where.
/// </summary>
internal static class Failures
{
    public static string Tell(Exception failure)
    {
        // A broker that ended while somebody waited for it says so, and keeps why inside.
        var cause = failure is InvalidOperationException { InnerException: { } inner } ? inner : failure;
        return cause is KafkaException or IOException or UnauthorizedAccessException or FormatException or InvalidDataException or OperationCanceledException or TimeoutException
            ? cause.Message.ReplaceLineEndings(" ")
            : cause.ToString();
    }
}
