namespace MiniKafka;

/// <summary>One end of a link of the network: a broker, a client by its <c>client.id</c>, or all clients.</summary>
public sealed class LinkEnd
{
    private const string ClientPrefix = "client ";

    private LinkEnd(string name, KafkaBroker? broker) => (Name, Broker) = (name, broker);

    /// <summary>All clients, in this process and outside.</summary>
    public static LinkEnd AllClients { get; } = new("clients", null);

    /// <summary>The name of the node in the network.</summary>
    internal string Name { get; }

    /// <summary>The broker; null for clients.</summary>
    public KafkaBroker? Broker { get; }

    /// <summary>The clients with this <c>client.id</c>, in this process and outside, those that connect later among them.</summary>
    /// <param name="clientId">What the client's configuration says; upper and lower case count.</param>
    public static LinkEnd Client(string clientId)
    {
        ArgumentNullException.ThrowIfNull(clientId);
        return new LinkEnd(NameOfClient(clientId), null);
    }

    /// <summary>A broker.</summary>
    public static LinkEnd FromKafkaBroker(KafkaBroker broker)
    {
        ArgumentNullException.ThrowIfNull(broker);
        return new LinkEnd(NameOfBroker(broker.Id), broker);
    }

    /// <summary>A broker.</summary>
    public static implicit operator LinkEnd(KafkaBroker broker) => FromKafkaBroker(broker);

    /// <summary>What the end is called.</summary>
    public override string ToString() => Name;

    /// <summary>Clients by the name of their node.</summary>
    internal static LinkEnd OfClients(string name) => name == AllClients.Name ? AllClients : new LinkEnd(name, null);

    internal static string NameOfBroker(int id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"broker {id}");

    internal static string NameOfClient(string clientId) => ClientPrefix + clientId;

    /// <summary>Every client is one of all clients.</summary>
    internal static string? GroupOf(string name) => name.StartsWith(ClientPrefix, StringComparison.Ordinal) ? AllClients.Name : null;
}
