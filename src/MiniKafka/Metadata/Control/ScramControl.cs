using System.Security.Cryptography;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Control;

/// <summary>A credential to remove: mechanism 1 is SCRAM-SHA-256, 2 SCRAM-SHA-512.</summary>
internal sealed record ScramDeletion(string User, sbyte Mechanism);

/// <summary>A credential to set, from the salted password.</summary>
internal sealed record ScramUpsertion(string User, sbyte Mechanism, int Iterations, byte[] Salt, byte[] SaltedPassword);

/// <summary>What became of one user's changes.</summary>
internal sealed record AlteredScramUser(string User, Outcome Outcome);

/// <summary>Changing SCRAM credentials.</summary>
internal static class ScramControl
{
    private const sbyte ScramSha256 = 1;
    private const sbyte ScramSha512 = 2;
    private const int FewestIterations = 4096;
    private const int MostIterations = 16_384;

    /// <summary>
    /// Removes and sets credentials, one of each user: of a user that is named again, with another mechanism too, nothing is changed. The first
    /// thing that is wrong about a user is told.
    /// </summary>
    public static ControllerResult<IReadOnlyList<AlteredScramUser>> Alter(
        ClusterImage image, IReadOnlyList<ScramDeletion> deletions, IReadOnlyList<ScramUpsertion> upsertions)
    {
        var records = new List<IPersistedRecord>();
        var results = new List<AlteredScramUser>();
        var tooOld = image.FeatureLevel(ClusterFeatures.MetadataVersion) < MetadataLevels.Scram
            ? new Outcome(ErrorCode.UnsupportedVersion, "The current metadata.version does not support SCRAM")
            : null;
        var changes = deletions.Select(deletion => (deletion.User, Problem: Problem(image, deletion), Record: Removal(deletion)))
            .Concat(upsertions.Select(upsertion => (upsertion.User, Problem: Problem(upsertion), Record: Credential(upsertion))));
        foreach (var user in changes.GroupBy(change => change.User, StringComparer.Ordinal).OrderBy(user => user.Key, StringComparer.Ordinal))
        {
            var (_, problem, record) = user.First();
            problem = tooOld ?? problem ?? (user.Skip(1).Any() ? new Outcome(ErrorCode.DuplicateResource, "A user credential cannot be altered twice in the same request") : null);
            results.Add(new AlteredScramUser(user.Key, problem ?? Outcome.Success));
            if (problem is null)
            {
                records.Add(record());
            }
        }

        return ControllerResult.Of<IReadOnlyList<AlteredScramUser>>(records, results);
    }

    private static Outcome? Problem(ClusterImage image, ScramDeletion deletion) =>
        NameOrMechanismProblem(deletion.User, deletion.Mechanism)
        ?? (image.ScramCredentials.TryGetValue(deletion.User, out var present) && present.ContainsKey(deletion.Mechanism)
            ? null
            : new Outcome(ErrorCode.ResourceNotFound, "Attempt to delete a user credential that does not exist"));

    private static Outcome? Problem(ScramUpsertion upsertion) =>
        NameOrMechanismProblem(upsertion.User, upsertion.Mechanism)
        ?? (upsertion.Iterations < FewestIterations ? new Outcome(ErrorCode.UnacceptableCredential, "Too few iterations")
            : upsertion.Iterations > MostIterations ? new Outcome(ErrorCode.UnacceptableCredential, "Too many iterations")
            : upsertion.SaltedPassword.Length == 0 ? new Outcome(ErrorCode.UnacceptableCredential, "The salted password must not be empty")
            : null);

    private static Outcome? NameOrMechanismProblem(string user, sbyte mechanism) =>
        user.Length == 0 ? new Outcome(ErrorCode.UnacceptableCredential, "Username must not be empty")
        : mechanism is not ScramSha256 and not ScramSha512 ? new Outcome(ErrorCode.UnsupportedSaslMechanism, "Unknown SCRAM mechanism")
        : null;

    private static Func<IPersistedRecord> Removal(ScramDeletion deletion) =>
        () => new RemoveUserScramCredentialRecord { Name = deletion.User, Mechanism = deletion.Mechanism };

    /// <summary>Keeps what a server needs to check a proof (RFC 5802), which does not reveal the password.</summary>
    private static Func<IPersistedRecord> Credential(ScramUpsertion upsertion) => () =>
    {
        var hash = upsertion.Mechanism == ScramSha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512;
        return new UserScramCredentialRecord
        {
            Name = upsertion.User,
            Mechanism = upsertion.Mechanism,
            Salt = upsertion.Salt,
            StoredKey = CryptographicOperations.HashData(hash, CryptographicOperations.HmacData(hash, upsertion.SaltedPassword, "Client Key"u8)),
            ServerKey = CryptographicOperations.HmacData(hash, upsertion.SaltedPassword, "Server Key"u8),
            Iterations = upsertion.Iterations,
        };
    };
}
