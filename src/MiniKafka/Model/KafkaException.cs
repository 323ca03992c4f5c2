namespace MiniKafka.Model;

/// <summary>An operation failed with a Kafka error code.</summary>
public class KafkaException : Exception
{
    /// <summary>Creates an exception for a code with a message that names the value and what is allowed.</summary>
    public KafkaException(ErrorCode code, string message)
        : base(Shown.Message(message)) => Code = code;

    /// <summary>Creates an exception for a code, caused by another exception.</summary>
    public KafkaException(ErrorCode code, string message, Exception innerException)
        : base(Shown.Message(message), innerException) => Code = code;

    /// <summary>The protocol's error code.</summary>
    public ErrorCode Code { get; }

    /// <summary>True when the same call may succeed later without any change.</summary>
    public bool IsRetriable => Code.IsRetriable();
}
