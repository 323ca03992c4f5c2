using MiniKafka.Model;

namespace MiniKafka.Protocol;

/// <summary>Something with versions that is written to bytes. Implemented by the source generator.</summary>
internal interface IMessage
{
    /// <summary>
    /// Adds up the bytes of this message in a version. Refuses a value that the version cannot express, so that
    /// <see cref="Write"/>, which follows, does not fail.
    /// </summary>
    void Measure(ref ProtocolSize size, short version);

    /// <summary>Writes the bytes that <see cref="Measure"/> counted.</summary>
    void Write(ref ProtocolWriter writer, short version);
}

/// <summary>A message that can be read, with the versions there are.</summary>
internal interface IMessage<TSelf> : IMessage
    where TSelf : IMessage<TSelf>
{
    static abstract short MinVersion { get; }

    static abstract short MaxVersion { get; }

    static abstract TSelf Read(ref ProtocolReader reader, short version);
}

/// <summary>A request of some API.</summary>
internal interface IRequest : IMessage
{
    ApiKey ApiKey { get; }

    /// <summary>
    /// The answer that refuses all that is asked for: the error stands once for all where the version has room for that, and with each item
    /// where its answer lists them.
    /// </summary>
    /// <param name="version">The version in which it is said.</param>
    /// <param name="code">Why it is refused.</param>
    /// <param name="message">The same in words, for answers that have room for them.</param>
    IResponse Refuse(short version, ErrorCode code, string? message = null);
}

/// <summary>A request and the type of its answer.</summary>
internal interface IRequest<out TResponse> : IRequest
    where TResponse : IResponse
{
    /// <inheritdoc cref="IRequest.Refuse"/>
    new TResponse Refuse(short version, ErrorCode code, string? message = null);
}

/// <summary>A response of some API.</summary>
internal interface IResponse : IMessage
{
    ApiKey ApiKey { get; }

    /// <summary>Adds the errors in it, those of single items too.</summary>
    void TellErrors(ErrorTally errors);
}

/// <summary>A record of an internal topic, identified by its type within its family.</summary>
internal interface IPersistedRecord : IMessage
{
    short RecordType { get; }
}
