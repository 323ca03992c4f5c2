namespace MiniKafka.Client.Admin;

/// <summary>How a password is hashed.</summary>
public enum ScramMechanism
{
    /// <summary>SCRAM-SHA-256.</summary>
    ScramSha256 = 1,

    /// <summary>SCRAM-SHA-512.</summary>
    ScramSha512 = 2,
}

/// <summary>With what a user can log in; passwords are not told.</summary>
/// <param name="User">The user.</param>
/// <param name="Credentials">The mechanisms, each with its number of iterations.</param>
public sealed record ScramCredentials(string User, IReadOnlyDictionary<ScramMechanism, int> Credentials);

/// <summary>A change of what a user can log in with.</summary>
/// <param name="User">The user.</param>
/// <param name="Mechanism">Which of the user's credentials.</param>
/// <param name="Password">The new password; null removes the credential.</param>
/// <param name="Iterations">How often it is hashed, 4096 to 16384.</param>
public sealed record ScramCredentialAlteration(string User, ScramMechanism Mechanism, string? Password, int Iterations = 4096);
