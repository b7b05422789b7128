"""The four ways copied without a mistake: nothing may be caught."""

from tests.plant import unchanged

AsyncpgRaw = unchanged("asyncpg_raw")
SqlalchemyCore = unchanged("sqlalchemy_core")
SqlalchemyOrm = unchanged("sqlalchemy_orm")
SqlmodelOrm = unchanged("sqlmodel_orm")
