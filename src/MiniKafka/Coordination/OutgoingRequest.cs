namespace MiniKafka.Coordination;

/// <summary>
/// A request to another broker that follows from what a shard wrote. It is sent when that is committed, and again until an answer
/// settles it, for as long as this broker leads the shard.
/// </summary>
internal abstract class OutgoingRequest
{
    /// <summary>Sends it once, to whomever it concerns by now.</summary>
    /// <returns>
    /// Takes the answer in, and is called only while the shard is led: what is to be written then, or null when that settles nothing.
    /// Null when there was no answer.
    /// </returns>
    public abstract Task<Func<Result?>?> SendAsync();
}

/// <summary>A request with an answer of this type.</summary>
/// <param name="send">Sends it once; null when no answer came.</param>
/// <param name="answered">What is to be written for the answer; null when it has to be sent again.</param>
internal sealed class OutgoingRequest<TResponse>(Func<Task<TResponse?>> send, Func<TResponse, Result?> answered) : OutgoingRequest
    where TResponse : class
{
    public override async Task<Func<Result?>?> SendAsync() => await send() is { } answer ? () => answered(answer) : null;
}
