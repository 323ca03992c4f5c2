using System.Net;

namespace MiniKafka.Network;

/// <summary>One bound address. Belongs to the loop it was made for; accepted connections live on that loop too.</summary>
internal interface IConnectionListener : IAsyncDisposable
{
    /// <summary>The address, with the port that was chosen when none was asked for.</summary>
    EndPoint LocalEndPoint { get; }

    /// <summary>Told on the loop of somebody who was not let in: from where, and why.</summary>
    Action<string, string>? Refused { get; set; }

    /// <summary>The next connection, or null once the listener was unbound.</summary>
    ValueTask<IConnection?> AcceptAsync(CancellationToken cancellationToken = default);

    /// <summary>Stops listening and ends the accept in progress. Connections that were accepted live on.</summary>
    ValueTask UnbindAsync();
}
